package dev.kidreaper.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.fcgi.FcgiRecord;
import dev.kidreaper.fcgi.MalformedRecord;
import dev.kidreaper.fcgi.NameValuePairs;
import dev.kidreaper.fcgi.RecordDecoder;
import dev.kidreaper.fcgi.RecordEncoder;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FcgiClientTest {
    private static final String ANSWER = "Status: 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    private static final FcgiRecord.End END = new FcgiRecord.End(1, 7, FcgiRecord.Ending.COMPLETE);

    @TempDir private Path folder;

    @Test
    void sendsAWholeRequestAndGetsAWholeAnswer() throws Exception {
        var seen = new ArrayList<FcgiRecord>();
        ByteBuffer stdin = ByteBuffer.allocate(70_000);
        Answer answer = against(channel -> serve(channel, seen, whole()), stdin);
        assertThat(answer.cut()).isEmpty();
        assertThat(answer.end()).isEqualTo(END);
        assertThat(StandardCharsets.US_ASCII.decode(answer.body()).toString()).isEqualTo("hello");
        var begin = new FcgiRecord.Begin(1, FcgiRecord.Begin.RESPONDER, false);
        assertThat(seen).hasSize(6).startsWith(begin);
        FcgiRecord.Piece params = (FcgiRecord.Piece) seen.get(1);
        assertThat(NameValuePairs.decode(params.content()))
                .containsExactly(new NameValuePairs.Pair("SCRIPT_NAME", "/ok"));
    }

    @Test
    void aServerThatHangsUpAnywhereInItsAnswerHasCutIt() throws Exception {
        ByteBuffer whole = whole();
        for (int cut = 0; cut < whole.limit(); cut += 5) {
            ByteBuffer part = whole.slice(0, cut);
            Answer answer =
                    against(
                            channel -> serve(channel, new ArrayList<>(), part),
                            ByteBuffer.allocate(0));
            assertThat(answer.cut()).as("after %d bytes", cut).isPresent();
        }
    }

    @Test
    void aServerThatHangsUpAtOnceHasCutIt() throws Exception {
        assertThat(against(channel -> {}, ByteBuffer.allocate(0)).cut()).isPresent();
    }

    @Test
    void aServerThatSaysNothingIsGivenUp() throws Exception {
        Answer answer = against(FcgiClientTest::readToTheEnd, null);
        assertThat(answer.cut()).hasValue("no answer within 300 ms");
    }

    @Test
    void nobodyThereIsACut() {
        try (var client = client(folder.resolve("nobody"), 1000)) {
            Answer answer = client.request(List.of(), ByteBuffer.allocate(0));
            assertThat(answer.cut().orElse("")).startsWith("no connection: ");
        }
    }

    @Test
    void anAnswerBeyondTheBoundIsNotTaken() throws Exception {
        var frames = RecordEncoder.stream(1, FcgiRecord.Stream.STDOUT, ByteBuffer.allocate(5000));
        frames.add(END);
        ByteBuffer bytes = RecordEncoder.bytes(frames);
        Answer answer =
                against(
                        channel -> serve(channel, new ArrayList<>(), bytes),
                        ByteBuffer.allocate(0));
        assertThat(answer.cut()).hasValue("the answer is too long: more than 1000 bytes");
    }

    private interface Server {
        void serve(SocketChannel channel) throws IOException, MalformedRecord;
    }

    /// One request against that server; with no standard input one that waits only briefly.
    private Answer against(Server server, @Nullable ByteBuffer stdin) throws Exception {
        var address = UnixDomainSocketAddress.of(folder.resolve("socket" + System.nanoTime()));
        try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                var threads = Executors.newVirtualThreadPerTaskExecutor();
                var client = client(address.getPath(), stdin == null ? 300 : 10_000)) {
            listener.bind(address);
            Callable<Boolean> once =
                    () -> {
                        try (SocketChannel channel = listener.accept()) {
                            server.serve(channel);
                        }
                        return true;
                    };
            Future<Boolean> served = threads.submit(once);
            Answer answer =
                    client.request(
                            List.of(new NameValuePairs.Pair("SCRIPT_NAME", "/ok")),
                            stdin == null ? ByteBuffer.allocate(0) : stdin);
            assertThat(served.get()).isTrue();
            return answer;
        }
    }

    private static void serve(SocketChannel channel, List<FcgiRecord> seen, ByteBuffer answer)
            throws IOException, MalformedRecord {
        var decoder = new RecordDecoder();
        ByteBuffer bytes = ByteBuffer.allocate(1024);
        while (seen.isEmpty() || !isEndOfInput(seen.getLast())) {
            assertThat(channel.read(bytes.clear())).isPositive();
            decoder.feed(bytes.flip(), seen::add);
        }
        ByteBuffer rest = answer.duplicate();
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
    }

    private static void readToTheEnd(SocketChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(1024);
        while (channel.read(bytes.clear()) >= 0) {
            assertThat(bytes.position()).isPositive();
        }
    }

    private static boolean isEndOfInput(FcgiRecord fcgiRecord) {
        return fcgiRecord instanceof FcgiRecord.Piece piece
                && piece.stream() == FcgiRecord.Stream.STDIN
                && piece.isLast();
    }

    private static FcgiClient client(Path socket, int deadlineMillis) {
        return new FcgiClient(
                UnixDomainSocketAddress.of(socket), Duration.ofMillis(deadlineMillis), 1000);
    }

    private static ByteBuffer whole() {
        ByteBuffer stdout = ByteBuffer.wrap(ANSWER.getBytes(StandardCharsets.US_ASCII));
        var frames = RecordEncoder.stream(1, FcgiRecord.Stream.STDOUT, stdout);
        frames.add(END);
        return RecordEncoder.bytes(frames);
    }
}
