package dev.kidreaper.front;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.fcgi.MalformedRecord;
import dev.kidreaper.fcgi.RecordType;
import dev.kidreaper.front.io.BufferPool;
import dev.kidreaper.linux.LinuxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Web servers and workers that want to do harm, by all that FastCGI lets them say.
class HostilePeersTest {
    private static final int UNKNOWN_TYPE = 12;
    private static final int RECORD = 8;

    private final Path folder;
    private TestFront front;

    HostilePeersTest(@TempDir Path folder) throws LinuxException {
        this.folder = folder;
        this.front = new TestFront(folder);
    }

    @BeforeEach
    void begins() throws LinuxException {
        front = new TestFront(folder);
    }

    @AfterEach
    void ends() throws Exception {
        front.end();
    }

    /// Sends until nothing more is taken. How many bytes that were.
    private long flood(TestPeer peer, byte[] bytes, long most) throws LinuxException {
        long sent = 0;
        for (int idle = 0; idle < 20 && sent < most; ) {
            int took = peer.offer(bytes, (int) (sent % bytes.length));
            sent += took;
            idle = took == 0 ? idle + 1 : 0;
            front.turn();
        }
        return sent;
    }

    private static byte[] records(int type, int id, int count) {
        var out = new RecordBytes(new SplittableRandom(1));
        for (int i = 0; i < count; i++) {
            out.record(type, id, new byte[0]);
        }
        return out.bytes();
    }

    /// 8.5 MB of such records, whose answers were not read, took all memory.
    @Test
    void whoDoesNotReadOurRepliesIsNotReadFrom() throws LinuxException, MalformedRecord {
        TestPeer client = front.client();
        var record = new byte[] {1, UNKNOWN_TYPE, 0, 0, 0, 0, 0, 0};
        var junk = new byte[RECORD * 1000];
        for (int at = 0; at < junk.length; at += RECORD) {
            System.arraycopy(record, 0, junk, at, RECORD);
        }
        long sent = flood(client, junk, 16 << 20);
        assertThat(sent).isLessThan(4 << 20);
        for (int i = 0; i < 1000 && client.replies() < sent / RECORD; i++) {
            client.got();
            front.turn();
        }
        assertThat(client.replies()).isEqualTo((int) (sent / RECORD));
        TestWorker worker = front.worker(1);
        client.bytes(Arrays.copyOfRange(record, (int) (sent % RECORD), RECORD));
        client.request("GET", "/after", true);
        front.turn();
        assertThat(worker.got()).contains("/after");
    }

    @Test
    void eachRequestOfAConnectionHasItsOwnNumber() throws LinuxException, MalformedRecord {
        TestWorker worker = front.worker(1);
        for (int i = 1; i <= 600; i++) {
            TestPeer client = front.asks("GET", "/" + i);
            assertThat(worker.got()).contains("/" + i);
            assertThat(worker.peer().asked()).isEqualTo((i - 1) % 255 + 1);
            worker.answer("n" + i);
            front.turn();
            assertThat(client.got()).isEqualTo("n" + i + "|");
            client.close();
        }
    }

    /// The answer to one client's request, written twice, was the next one's.
    @Test
    void aSecondAnswerNeverReachesTheNextClient() throws LinuxException, MalformedRecord {
        mistake();
    }

    private void mistake() throws LinuxException, MalformedRecord {
        TestWorker worker = front.worker(1);
        front.asks("GET", "/first");
        assertThat(worker.got()).contains("/first");
        worker.answer("first");
        front.turn();
        TestPeer next = front.asks("GET", "/next");
        assertThat(worker.got()).contains("/next");
        TestWorker other = front.worker(2);
        worker.peer().answerAs(1, "smuggled");
        front.turn();
        assertThat(front.workers.told).contains("broken 1");
        assertThat(other.got()).contains("/next");
        other.answer("next");
        front.turn();
        assertThat(next.got()).isEqualTo("next|");
    }

    @Test
    void oneThatMustNotBeAskedTwiceFailsRatherThanGetAnothersAnswer()
            throws LinuxException, MalformedRecord {
        TestWorker worker = front.worker(1);
        front.asks("GET", "/first");
        assertThat(worker.got()).contains("/first");
        worker.answer("first");
        front.turn();
        TestPeer next = front.asks("POST", "/next");
        assertThat(worker.got()).contains("/next"); // Over a new connection.
        worker.peer().answerAs(7, "smuggled");
        front.turn();
        assertThat(next.got()).startsWith("Status: 502").doesNotContain("smuggled");
    }

    /// An application that answers everything by 1 is served on, by a connection for each request.
    @Test
    void whereAnswersHaveOtherNumbersEachRequestGetsAConnection()
            throws LinuxException, MalformedRecord {
        mistake();
        TestWorker plain = front.worker(3);
        front.backends().prefer(front.backend(3));
        for (int i = 0; i < 3; i++) {
            TestPeer client = front.asks("GET", "/" + i);
            assertThat(plain.got()).contains("/" + i);
            assertThat(plain.peer().asked()).isEqualTo(1);
            plain.answer("n" + i);
            front.turn();
            assertThat(client.got()).isEqualTo("n" + i + "|");
            plain.got(); // It accepts again.
            front.turn();
        }
    }

    @Test
    void theHeadsOfAllClientsTogetherHaveABound() throws LinuxException {
        var bytes = new RecordBytes(new SplittableRandom(1));
        bytes.begin(1, Request.RESPONDER, 1);
        for (int i = 0; i < 10; i++) {
            bytes.record(RecordType.PARAMS, 1, new byte[60_000]);
        }
        byte[] head = bytes.bytes();
        for (int i = 0; i < 48; i++) {
            flood(front.client(), head, head.length);
        }
        List<String> told = front.workers.told;
        assertThat(told).hasSizeBetween(14, 20);
        assertThat(told)
                .allMatch(t -> t.equals("malformed the heads of all requests are too long"));
        assertThat(front.clients).hasSize(48 - told.size());
    }

    /// Each record that was dropped moved all bytes behind it.
    @Test
    void recordsOfNoRequestCostWhatTheyWeigh() throws LinuxException, MalformedRecord {
        var bytes = new RecordBytes(new SplittableRandom(1));
        bytes.begin(1, Request.RESPONDER, 1);
        for (int i = 0; i < 10; i++) {
            bytes.record(RecordType.PARAMS, 1, new byte[60_000]);
        }
        var reader = new RequestReader(new Deaf(), new BufferPool());
        byte[] head = bytes.bytes();
        byte[] junk = records(RecordType.STDIN, 9, 50_000);
        read(reader, head);
        long begun = System.nanoTime();
        read(reader, junk);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
        assertThat(reader.requestBuffer().unsent()).isGreaterThan(600_000);
    }

    private static void read(RequestReader reader, byte[] bytes) throws MalformedRecord {
        for (int at = 0; at < bytes.length; ) {
            var room = requireNonNull(reader.room(false));
            int length = Math.min(room.space(), bytes.length - at);
            room.append(Arrays.copyOfRange(bytes, at, at + length));
            at += length;
            reader.scan();
        }
    }

    private static final class Deaf implements ClientInput.Sink {
        @Override
        public void aborted() {}

        @Override
        public void reply(byte[] record) {}

        @Override
        public boolean takesReplies() {
            return true;
        }
    }
}
