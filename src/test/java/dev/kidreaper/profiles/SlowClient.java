package dev.kidreaper.profiles;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A client that sends the first half of its request, and the other one when told to.
final class SlowClient {
    private final Socket socket;

    SlowClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        send("GET / HT");
    }

    /// Sends the rest and returns the answer.
    String finish() throws IOException {
        try (socket) {
            send("TP/1.0\r\nHost: localhost\r\n\r\n");
            byte[] answer = socket.getInputStream().readAllBytes();
            return new String(answer, StandardCharsets.US_ASCII);
        }
    }

    private void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }
}
