package dev.kidreaper.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// A web server with a slow line: it sends one FastCGI request to a worker byte by byte, so that
/// the worker spends most of its time amid reading its parameters.
/*
 * One record is `version=1 type id(2) length(2) padding reserved` and its content; see the FastCGI
 * specification 1.0, section 3.3.
 */
public final class FastCgiClient {
    private static final int BEGIN_REQUEST = 1;
    private static final int END_REQUEST = 3;
    private static final int PARAMS = 4;
    private static final int STDIN = 5;
    private static final int STDOUT = 6;

    private final Path socket;
    private final Duration perByte;

    /// One for that socket.
    ///
    /// @param perByte how long it waits between two bytes
    public FastCgiClient(Path socket, Duration perByte) {
        this.socket = socket;
        this.perByte = perByte;
    }

    /// Asks for a path. The answer, header and body.
    ///
    /// @throws IOException when the connection ends before the answer does
    public String get(String path, String query) throws IOException {
        byte[] request = request(path, query);
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            for (byte b : request) {
                channel.write(ByteBuffer.wrap(new byte[] {b}));
                LockSupport.parkNanos(perByte.toNanos());
            }
            return answer(new DataInputStream(Channels.newInputStream(channel)));
        }
    }

    private static byte[] request(String path, String query) {
        var parameters = new ByteArrayOutputStream();
        var uri = query.isEmpty() ? path : path + "?" + query;
        Map.of(
                        "REQUEST_METHOD", "GET",
                        "REQUEST_URI", uri,
                        "PATH_INFO", path,
                        "QUERY_STRING", query,
                        "SCRIPT_NAME", "",
                        "SERVER_NAME", "localhost",
                        "SERVER_PORT", "80",
                        "SERVER_PROTOCOL", "HTTP/1.1")
                .forEach((name, value) -> parameter(parameters, name, value));
        var bytes = new ByteArrayOutputStream();
        record(bytes, BEGIN_REQUEST, new byte[] {0, 1, 0, 0, 0, 0, 0, 0});
        record(bytes, PARAMS, parameters.toByteArray());
        record(bytes, PARAMS, new byte[0]);
        record(bytes, STDIN, new byte[0]);
        return bytes.toByteArray();
    }

    private static void parameter(ByteArrayOutputStream out, String name, String value) {
        out.write(name.length());
        out.write(value.length());
        out.writeBytes((name + value).getBytes(StandardCharsets.US_ASCII));
    }

    private static void record(ByteArrayOutputStream out, int type, byte[] content) {
        int length = content.length;
        out.writeBytes(new byte[] {1, (byte) type, 0, 1});
        out.writeBytes(new byte[] {(byte) (length >> 8), (byte) length, 0, 0});
        out.writeBytes(content);
    }

    private static String answer(DataInputStream in) throws IOException {
        var out = new ByteArrayOutputStream();
        while (true) {
            in.readByte();
            int type = in.readByte();
            in.readShort();
            int length = in.readUnsignedShort();
            int padding = in.readUnsignedByte();
            in.readByte();
            byte[] content = in.readNBytes(length);
            in.skipNBytes(padding);
            if (type == STDOUT) {
                out.writeBytes(content);
            } else if (type == END_REQUEST) {
                return out.toString(StandardCharsets.US_ASCII);
            }
        }
    }
}
