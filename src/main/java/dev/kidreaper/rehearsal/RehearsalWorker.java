package dev.kidreaper.rehearsal;

import dev.kidreaper.demo.Answer;
import dev.kidreaper.demo.FcgiClient;
import dev.kidreaper.fcgi.FcgiRecord;
import dev.kidreaper.fcgi.FcgiReplies;
import dev.kidreaper.fcgi.MalformedRecord;
import dev.kidreaper.fcgi.NameValuePairs;
import dev.kidreaper.fcgi.RecordDecoder;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A FastCGI worker that answers each request alike, and the client that asks it.
final class RehearsalWorker {
    private static final int REQUESTS = 500;

    /// By then it is known which ways the front takes often.
    private static final int MANY_REQUESTS = 8_000;

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int MOST_BYTES = 1 << 16;

    private RehearsalWorker() {}

    /// The words that start it.
    static List<String> command() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                RehearsalWorker.class.getName());
    }

    /// Answers until it is killed.
    ///
    /// @param args where to listen; none: on the socket that is its standard input
    public static void main(String[] args) throws IOException, MalformedRecord {
        try (ServerSocketChannel listening = listening(args)) {
            while (true) {
                try (SocketChannel client = listening.accept()) {
                    answer(client);
                }
            }
        }
    }

    private static ServerSocketChannel listening(String[] args) throws IOException {
        return args.length == 0
                ? (ServerSocketChannel) System.inheritedChannel()
                : ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                        .bind(UnixDomainSocketAddress.of(args[0]));
    }

    /// All requests of one connection.
    private static void answer(SocketChannel client) throws IOException, MalformedRecord {
        var decoder = new RecordDecoder();
        ByteBuffer bytes = ByteBuffer.allocate(MOST_BYTES);
        var ended = new ArrayList<Integer>();
        while (client.read(bytes.clear()) >= 0) {
            decoder.feed(
                    bytes.flip(),
                    r -> {
                        if (r instanceof FcgiRecord.Piece piece
                                && piece.stream() == FcgiRecord.Stream.STDIN
                                && piece.isLast()) {
                            ended.add(piece.request());
                        }
                    });
            for (int id : ended) {
                client.write(ByteBuffer.wrap(FcgiReplies.answer(id, "200 OK", "")));
            }
            ended.clear();
        }
    }

    /// Sends some requests, one after the other.
    static void ask(Path socket) {
        ask(socket, REQUESTS);
    }

    /// Sends many requests to a front, as under load.
    static void load(Path socket) {
        ask(socket, MANY_REQUESTS);
    }

    private static void ask(Path socket, int requests) {
        var params =
                List.of(
                        new NameValuePairs.Pair("REQUEST_METHOD", "GET"),
                        new NameValuePairs.Pair("REQUEST_URI", "/rehearsal"));
        long end = System.nanoTime() + PATIENCE.toNanos();
        try (var client =
                new FcgiClient(UnixDomainSocketAddress.of(socket), PATIENCE, MOST_BYTES)) {
            for (int whole = 0; whole < requests && System.nanoTime() < end; ) {
                Answer answer = client.request(params, ByteBuffer.allocate(0));
                whole += answer.cut().isEmpty() ? 1 : 0;
            }
        }
    }
}
