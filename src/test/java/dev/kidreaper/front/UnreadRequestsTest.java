package dev.kidreaper.front;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.fcgi.MalformedRecord;
import dev.kidreaper.linux.LinuxException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Workers that do not read the request that they were given: they are at work after their answer,
/// or would read another connection first.
class UnreadRequestsTest {
    private final TestFront front;

    UnreadRequestsTest(@TempDir Path folder) throws LinuxException {
        front = new TestFront(folder);
    }

    @AfterEach
    void ends() throws Exception {
        front.end();
    }

    /// A worker that has answered one request, and is the first to get the next.
    private TestWorker hasAnswered(int number) throws LinuxException, MalformedRecord {
        TestWorker worker = front.worker(number);
        TestPeer client = front.asks("GET", "/before");
        assertThat(worker.got()).contains("/before");
        worker.answer("before");
        front.turn();
        assertThat(client.got()).isEqualTo("before|");
        return worker;
    }

    private void aMomentLater(long millis) throws Exception {
        Thread.sleep(millis);
        front.turn();
        front.dispatcher.unreadRequests().look();
        front.turn();
    }

    /// One that must not be sent twice gets a new connection: that waits to be accepted.
    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void whatAWorkerDoesNotReadGoesToAnotherOneAndToNoneTwice(String method) throws Exception {
        TestWorker other = front.worker(1);
        TestWorker working = hasAnswered(2);
        TestPeer client = front.asks(method, "/next");
        assertThat(other.got()).isEmpty();
        aMomentLater(20);
        assertThat(other.got()).contains("/next");
        other.answer("next");
        front.turn();
        assertThat(client.got()).isEqualTo("next|");
        assertThat(working.peer().got()).isEmpty();
        assertThat(working.got()).isEmpty();
        assertThat(working.got()).isEmpty();
        front.turn();
        assertThat(front.backend(2).state()).isEqualTo(BackendState.IDLE);
        assertThat(front.dispatcher.trafficCounters().traffic().retried()).isZero();
    }

    @Test
    void withNobodyElseItWaitsUntilTheWorkerAcceptsAgain() throws Exception {
        TestWorker working = hasAnswered(1);
        TestPeer client = front.asks("GET", "/next");
        aMomentLater(20);
        assertThat(front.backend(1).state()).isEqualTo(BackendState.AWAITING_ACCEPT);
        aMomentLater(20);
        assertThat(working.peer().got()).isEmpty();
        assertThat(working.got()).isEmpty();
        front.turn();
        assertThat(working.got()).contains("/next");
        working.answer("next");
        front.turn();
        assertThat(client.got()).isEqualTo("next|");
    }

    @Test
    void whatAWorkerHasBegunToReadStaysItsOwn() throws Exception {
        TestWorker other = front.worker(1);
        TestWorker slow = hasAnswered(2);
        TestPeer client = front.asks("GET", "/next");
        slow.peer().got(3);
        aMomentLater(20);
        assertThat(other.got()).isEmpty();
        assertThat(slow.peer().got()).contains("/next");
        slow.answer("slow");
        front.turn();
        assertThat(client.got()).isEqualTo("slow|");
    }

    @Test
    void aWorkerThatIsAwakeHasAWhileLonger() throws Exception {
        front.workers.asleep = false;
        TestWorker other = front.worker(1);
        TestWorker worker = hasAnswered(2);
        front.asks("GET", "/next");
        aMomentLater(20);
        assertThat(other.got()).isEmpty();
        assertThat(front.backend(2).state()).isEqualTo(BackendState.BUSY);
        aMomentLater(100);
        assertThat(other.got()).contains("/next");
        assertThat(worker.peer().got()).isEmpty();
    }

    @Test
    void whereWorkersWorkAfterTheirAnswersTheirAcceptIsAwaited() throws Exception {
        TestWorker other = front.worker(1);
        TestWorker working = hasAnswered(2);
        front.asks("GET", "/next");
        aMomentLater(20);
        assertThat(other.got()).contains("/next");
        other.answer("next");
        front.turn();
        assertThat(front.backend(1).state()).isEqualTo(BackendState.AWAITING_ACCEPT);
        assertThat(front.workers.told).doesNotContain("answered 1 GET /next");
        other.got();
        working.got();
        front.turn();
        assertThat(front.backend(1).state()).isEqualTo(BackendState.IDLE);
        assertThat(front.workers.told).containsOnlyOnce("answered 1 GET /next");
    }

    @Test
    void aWorkerOfSeveralThreadsGetsAConnectionForEachRequest() throws Exception {
        front.workers.threads = true;
        TestWorker worker = hasAnswered(1);
        assertThat(worker.peer().got()).isEmpty();
        assertThat(worker.peer().isEnded()).isTrue();
        TestPeer client = front.asks("GET", "/next");
        assertThat(worker.got()).contains("/next");
        worker.answer("next");
        front.turn();
        assertThat(client.got()).isEqualTo("next|");
    }

    @Test
    void aWorkerThatIsAtWorkLeavesOnlyWhenItAcceptsAgain() throws Exception {
        TestWorker working = hasAnswered(1);
        front.backends().leave(front.backend(1));
        aMomentLater(20);
        assertThat(front.workers.told).doesNotContain("released 1");
        working.got();
        front.turn();
        assertThat(front.workers.told).endsWith("released 1");
    }

    /// Where many want the processor, one that is done comes to accept late. One alone does not
    /// speak for the pool.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void lateIsAtWorkOnlyIfItSleeps(boolean asleep) throws Exception {
        front.workers.asleep = asleep;
        TestWorker other = front.worker(1);
        hasAnswered(2);
        hasAnswered(3);
        front.backends().leave(front.backend(2));
        front.backends().leave(front.backend(3));
        aMomentLater(40);
        TestPeer client = front.asks("GET", "/next");
        assertThat(other.got()).contains("/next");
        other.answer("next");
        front.turn();
        assertThat(client.got()).isEqualTo("next|");
        assertThat(front.backend(1).state())
                .isEqualTo(asleep ? BackendState.AWAITING_ACCEPT : BackendState.IDLE);
    }

    /// It sleeps since it waits for a request on the connection that it has just accepted.
    @Test
    void oneThatAcceptsAtTheMomentOfTheLookIsNotLate() throws Exception {
        TestWorker other = front.worker(1);
        for (int number = 2; number < 4; number++) {
            TestWorker one = hasAnswered(number);
            front.backends().leave(front.backend(number));
            front.workers.beforeAsleep = one::got;
            aMomentLater(40);
        }
        assertThatNoAcceptIsAwaited(other);
    }

    /// It sleeps since it has read the request and waits for something.
    @Test
    void oneThatReadsAtTheMomentOfTheLookIsNotAtSomethingElse() throws Exception {
        TestWorker other = front.worker(1);
        for (int number = 2; number < 4; number++) {
            TestWorker one = hasAnswered(number);
            front.asks("GET", "/read");
            front.workers.beforeAsleep = one::got;
            aMomentLater(20);
        }
        assertThat(other.got()).isEmpty();
        assertThatNoAcceptIsAwaited(other);
    }

    private void assertThatNoAcceptIsAwaited(TestWorker other) throws Exception {
        TestPeer client = front.asks("GET", "/next");
        assertThat(other.got()).contains("/next");
        other.answer("next");
        front.turn();
        assertThat(client.got()).isEqualTo("next|");
        assertThat(front.backend(1).state()).isEqualTo(BackendState.IDLE);
    }

    @Test
    void aWorkerWhoseClientGaveUpLeavesWhenItAcceptsAgain() throws Exception {
        TestWorker worker = front.worker(1);
        TestPeer client = front.asks("GET", "/slow");
        assertThat(worker.got()).contains("/slow");
        client.close();
        front.turn();
        front.backends().leave(front.backend(1));
        assertThat(front.workers.told).doesNotContain("released 1");
        worker.got();
        front.turn();
        assertThat(front.workers.told).endsWith("answered 1 GET /slow", "released 1");
    }

    @Test
    void aStopWaitsForWorkAfterAnAnswer() throws Exception {
        TestWorker working = hasAnswered(1);
        assertThat(front.backends().awaitDone()).isTrue();
        front.turn();
        assertThat(front.backends().awaitDone()).isTrue();
        working.got();
        front.turn();
        assertThat(front.backends().awaitDone()).isFalse();
    }
}
