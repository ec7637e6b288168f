package dev.kidreaper.front;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.fcgi.MalformedRecord;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.testing.TestPool;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A worker closes a connection over which nothing has come for seconds. The request that is given
/// to it just then goes on, whatever its method: the worker has seen nothing of it.
class IdleClosingTest {
    /// libfcgi closes after two seconds.
    private static final Duration NEARLY_CLOSED = Duration.ofMillis(1600);

    private final TestFront front;

    IdleClosingTest(@TempDir Path folder) throws LinuxException {
        front = new TestFront(folder);
    }

    @AfterEach
    void ends() throws Exception {
        front.end();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void whoHasClosedIsAskedOverANewConnection(String method)
            throws LinuxException, MalformedRecord {
        TestWorker worker = front.sharing(1);
        TestPeer client = front.client();
        client.request(method, "/", true);
        worker.peer().close(); // The request is there first, so it is seen first.
        front.turn();
        assertThat(client.got()).isEmpty();
        assertThat(front.workers.told)
                .containsExactly("awaiting 1", "ready 1", "awaiting 1", "queued 1");
        worker.got();
        front.accepted(1);
        assertThat(worker.got()).contains(method);
        worker.answer("hello");
        front.turn();
        assertThat(client.got()).isEqualTo("hello|");
        assertThat(front.dispatcher.trafficCounters().traffic().retried()).isZero();
    }

    /// However many of them have closed theirs at the same moment.
    @Test
    void anyNumberOfThemMayHaveClosed() throws LinuxException, MalformedRecord {
        TestWorker[] all = {front.sharing(1), front.sharing(2), front.sharing(3)};
        TestPeer client = front.client();
        client.request("GET", "/", true);
        for (TestWorker worker : all) {
            worker.peer().close();
        }
        front.turn();
        assertThat(client.got()).isEmpty();
        all[1].got();
        front.accepted(2);
        assertThat(all[1].got()).contains("GET");
    }

    /// We are late to renew them, since the machine is busy.
    @Test
    void aConnectionThatMayBeClosedAnyMomentIsNotUsed() throws LinuxException, MalformedRecord {
        TestWorker shares = front.sharing(1);
        TestPool.sleep(NEARLY_CLOSED);
        front.turn();
        TestPeer client = front.client();
        client.request("POST", "/", true);
        front.turn();
        assertThat(shares.peer().got()).isEmpty();
        assertThat(shares.got()).isEmpty();
        front.accepted(1);
        assertThat(shares.got()).contains("POST");
        shares.answer("hello");
        front.turn();
        assertThat(client.got()).isEqualTo("hello|");
    }

    @Test
    void neitherIsThatOfAWorkerWithItsOwnSocket() throws LinuxException, MalformedRecord {
        TestWorker own = front.worker(1);
        TestPool.sleep(NEARLY_CLOSED);
        TestPeer before = own.peer();
        front.asks("GET", "/");
        assertThat(before.got()).isEmpty();
        assertThat(own.got()).contains("GET");
        assertThat(own.peer()).isNotSameAs(before);
    }
}
