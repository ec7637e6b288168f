package dev.kidreaper.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// One FastCGI request to a worker, written here by hand so that the tests do not depend on the
/// codec that they test.
public final class WebRequest {
    private final CompletableFuture<String> answer;

    private WebRequest(CompletableFuture<String> answer) {
        this.answer = answer;
    }

    /// Sends one and lets the answer come.
    public static WebRequest send(Path socket, String query) {
        return send(socket, Map.of("QUERY_STRING", query), Duration.ZERO);
    }

    /// Sends one for a script of php-fpm's.
    public static WebRequest sendForScript(Path socket, Path script, String query) {
        var parameters =
                Map.of(
                        "REQUEST_METHOD",
                        "GET",
                        "SCRIPT_FILENAME",
                        script.toString(),
                        "QUERY_STRING",
                        query);
        return send(socket, parameters, Duration.ZERO);
    }

    /// Sends one with what a framework wants to know, byte by byte, so that the worker spends its
    /// time amid reading its parameters.
    public static WebRequest sendSlowly(Path socket, String path, String query, Duration perByte) {
        var parameters =
                Map.of(
                        "REQUEST_METHOD", "GET",
                        "REQUEST_URI", path + "?" + query,
                        "PATH_INFO", path,
                        "QUERY_STRING", query,
                        "SCRIPT_NAME", "",
                        "SERVER_NAME", "localhost",
                        "SERVER_PORT", "80",
                        "SERVER_PROTOCOL", "HTTP/1.1");
        return send(socket, parameters, perByte);
    }

    private static WebRequest send(Path socket, Map<String, String> parameters, Duration perByte) {
        var answer = new CompletableFuture<String>();
        byte[] bytes = bytes(parameters);
        Thread.ofVirtual()
                .start(() -> {
                    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                        channel.connect(UnixDomainSocketAddress.of(socket));
                        int step = perByte.isZero() ? bytes.length : 1;
                        for (int at = 0; at < bytes.length; at += step) {
                            channel.write(ByteBuffer.wrap(bytes, at, step));
                            LockSupport.parkNanos(perByte.toNanos());
                        }
                        answer.complete(body(channel));
                    } catch (IOException e) {
                        answer.completeExceptionally(e);
                    }
                });
        return new WebRequest(answer.orTimeout(60, TimeUnit.SECONDS));
    }

    /// Whether its answer has come.
    public boolean isAnswered() {
        return answer.isDone();
    }

    /// The body of the answer; empty when the connection was closed without a whole one.
    public String answer() {
        return answer.join();
    }

    private static byte[] bytes(Map<String, String> parameters) {
        var content = new ByteArrayOutputStream();
        parameters.forEach((name, value) -> {
            content.write(name.length());
            content.write(value.length());
            content.writeBytes((name + value).getBytes(StandardCharsets.US_ASCII));
        });
        int length = content.size();
        var out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {1, 1, 0, 1, 0, 8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0});
        out.writeBytes(new byte[] {1, 4, 0, 1, (byte) (length >> 8), (byte) length, 0, 0});
        out.writeBytes(content.toByteArray());
        out.writeBytes(new byte[] {1, 4, 0, 1, 0, 0, 0, 0, 1, 5, 0, 1, 0, 0, 0, 0});
        return out.toByteArray();
    }

    private static String body(SocketChannel channel) throws IOException {
        var all = new ByteArrayOutputStream();
        var buffer = ByteBuffer.allocate(65536);
        while (channel.read(buffer) >= 0) {
            all.write(buffer.array(), 0, buffer.position());
            buffer.clear();
        }
        var records = ByteBuffer.wrap(all.toByteArray());
        var text = new StringBuilder();
        boolean ended = false;
        while (records.remaining() >= 8) {
            records.get();
            int type = records.get();
            records.getShort();
            int length = Short.toUnsignedInt(records.getShort());
            int padding = Byte.toUnsignedInt(records.get());
            records.get();
            var content = new byte[length];
            records.get(content);
            records.position(records.position() + padding);
            if (type == 6) {
                text.append(new String(content, StandardCharsets.US_ASCII));
            }
            ended |= type == 3;
        }
        if (!ended) {
            return "";
        }
        int head = text.indexOf("\r\n\r\n");
        if (head < 0) {
            throw new UncheckedIOException(new IOException("no header in: " + text));
        }
        return text.substring(head + 4);
    }
}
