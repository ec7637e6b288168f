package dev.kidreaper.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Those who are slow at the door, or too many: they are sent away, and the others are answered.
class SlowReadersTest {
    private final LookedAt daemon = new LookedAt().with("web", 1);
    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        daemon.close();
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), daemon.port());
        sockets.add(socket);
        return socket;
    }

    @Test
    void halfARequestIsNotWaitedFor() throws IOException {
        daemon.open();
        Socket slow = connect();
        slow.setSoTimeout(1000);
        slow.getOutputStream().write("GET / HTTP/1.1\r\nHo".getBytes(StandardCharsets.UTF_8));
        TestPool.await("the slow one to be sent away", () -> isClosed(slow));
    }

    private static boolean isClosed(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void ofVeryManyConnectionsMostAreClosedAndTheDoorStaysOpen() throws Exception {
        daemon.open();
        for (int i = 0; i < 400; i++) {
            connect();
        }
        int over = 0;
        for (Socket socket : sockets) {
            socket.setSoTimeout(50);
            over += over < 100 && isClosed(socket) ? 1 : 0;
        }
        assertThat(over).isPositive();
        for (Socket socket : sockets) {
            socket.close();
        }
        TestPool.await("it answers again", this::isAnswering);
    }

    private boolean isAnswering() {
        try {
            return daemon.get("/readyz").statusCode() == 200;
        } catch (IOException e) {
            return false; // Those who have gone are still counted.
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
