package dev.kidreaper.front;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.fcgi.MalformedRecord;
import dev.kidreaper.front.io.BackendEndpoint;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.TimeCounts;
import dev.kidreaper.model.Traffic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests and workers over real sockets.
class DispatcherTest {
    private final TestFront front;

    DispatcherTest(@TempDir Path folder) throws LinuxException {
        front = new TestFront(folder);
    }

    @AfterEach
    void ends() throws Exception {
        front.end();
    }

    @Test
    void aRequestMeetsAnIdleWorkerAndItsAnswerGoesBack() throws LinuxException, MalformedRecord {
        TestWorker worker = front.worker(1);
        TestPeer client = front.asks("GET", "/a?b");
        assertThat(worker.got()).contains("/a?b");
        worker.answer("hello");
        front.turn();
        assertThat(client.got()).isEqualTo("hello|");
        assertThat(front.workers.told).containsExactly("ready 1", "answered 1 GET /a");
        assertThat(front.backend(1).state()).isEqualTo(BackendState.IDLE);
    }

    @Test
    void requestsWaitInOrderAndAreRefusedBeyondTheQueue() throws LinuxException, MalformedRecord {
        TestWorker worker = front.worker(1);
        front.asks("GET", "/1");
        TestPeer second = front.asks("GET", "/2");
        TestPeer third = front.asks("GET", "/3");
        TestPeer fourth = front.asks("GET", "/4");
        assertThat(fourth.got()).startsWith("Status: 503").endsWith("|");
        assertThat(front.workers.told).containsExactly("ready 1", "queued 1", "queued 2");
        assertThat(worker.got()).contains("/1").doesNotContain("/2");
        worker.answer("one");
        front.turn();
        assertThat(worker.got()).contains("/2").doesNotContain("/3");
        worker.answer("two");
        front.turn();
        assertThat(second.got()).isEqualTo("two|");
        assertThat(worker.got()).contains("/3");
        worker.answer("three");
        front.turn();
        assertThat(third.got()).isEqualTo("three|");
        Traffic traffic = front.dispatcher.trafficCounters().traffic();
        assertThat(traffic.requests()).isEqualTo(3);
        for (TimeCounts times : List.of(traffic.times(), traffic.queued())) {
            assertThat(times.counts().stream().mapToLong(Long::longValue).sum()).isEqualTo(3);
        }
        assertThat(traffic.queued().seconds()).isBetween(0.0, traffic.times().seconds());
    }

    @Test
    void aRequestThatMayHaveBeenSeenGoesToAnotherWorkerOnlyIfItIsSafe()
            throws LinuxException, MalformedRecord {
        for (String method : new String[] {"GET", "POST"}) {
            TestWorker first = front.worker(front.sockets());
            TestPeer client = front.asks(method, "/");
            assertThat(first.got()).contains(method);
            TestWorker other = front.worker(front.sockets());
            first.peer().endSending();
            front.turn();
            boolean safe = method.equals("GET");
            assertThat(other.got().isEmpty()).isEqualTo(!safe);
            if (safe) {
                other.answer("again");
                front.turn();
            }
            assertThat(client.got()).startsWith(safe ? "again|" : "Status: 502");
            List.copyOf(front.backends().all()).forEach(front.backends()::retire);
        }
    }

    @Test
    void aPreferredWorkerIsTakenFirst() throws LinuxException, MalformedRecord {
        TestWorker first = front.worker(1);
        front.worker(2);
        front.backends().prefer(front.backend(1));
        front.asks("GET", "/");
        assertThat(first.got()).contains("GET");
    }

    @Test
    void aWorkerThatIsToLeaveAnswersItsRequestFirst() throws LinuxException, MalformedRecord {
        TestWorker worker = front.worker(1);
        TestPeer client = front.asks("GET", "/");
        assertThat(worker.got()).contains("GET");
        front.backends().leave(front.backend(1));
        assertThat(front.workers.told).doesNotContain("released 1");
        worker.answer("last");
        front.turn();
        assertThat(client.got()).isEqualTo("last|");
        assertThat(front.workers.told).endsWith("answered 1 GET /");
        worker.got();
        front.turn();
        assertThat(front.workers.told).endsWith("released 1");
        worker.got();
        assertThat(worker.peer().isEnded()).isTrue();
    }

    @Test
    void aWorkerThatIsHeldTakesTheNextRequestWhenItIsResumed()
            throws LinuxException, MalformedRecord {
        TestWorker worker = front.worker(1);
        front.workers.next = Workers.Next.WAIT;
        front.asks("GET", "/1");
        assertThat(worker.got()).contains("/1");
        worker.answer("one");
        front.turn();
        front.asks("GET", "/2");
        assertThat(worker.got()).isEmpty();
        front.backends().resume(front.backend(1));
        assertThat(worker.got()).contains("/2");
    }

    @Test
    void whereTheProcessorIsContendedNoMoreAreAtWorkThanProcessors() throws LinuxException {
        int processors = Runtime.getRuntime().availableProcessors();
        front.workers.contended = true;
        for (int i = 0; i <= processors; i++) {
            front.worker(i);
        }
        for (int i = 0; i <= processors; i++) {
            TestPeer client = front.client();
            client.request("GET", "/", true);
        }
        front.once();
        long busy =
                front.backends().all().stream().filter(b -> b.state() == BackendState.BUSY).count();
        assertThat(busy).isEqualTo(processors);
        assertThat(front.dispatcher.concurrencyLimit().holdsBack()).isTrue();
    }

    /// It was never told, and whoever shares the socket made no other connection.
    @Test
    void aWorkerThatNobodyCouldConnectToIsBroken() {
        var nobody = new BackendEndpoint(front.address(), null, null, false);
        front.backends().join(1, nobody);
        assertThat(front.workers.told).containsExactly("broken 1");
    }

    /// A web server that reads slowly was cut off at the end of a request of more than a minute.
    @Test
    void aClientIsNotQuietForTheTimeThatItsAnswerTook() throws Exception {
        TestWorker worker = front.worker(1);
        TestPeer client = front.client();
        client.request("GET", "/", false);
        front.turn();
        worker.got();
        Thread.sleep(1_500);
        ClientConnection ours = front.clients.iterator().next();
        while (!ours.out().hasUnsent()) {
            worker.peer().begin("x".repeat(4000));
            front.turn();
        }
        worker.answer("end");
        front.turn();
        ours.tick(Duration.ofMillis(1_400).toNanos());
        var got = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            got.append(client.got());
            front.turn();
        }
        assertThat(got).endsWith("end|");
    }

    /// nginx had it for its next request just then: a 502 that nobody counted.
    @Test
    void aConnectionThatIsKeptIsNotEndedHoweverLongNoRequestCame() throws Exception {
        TestWorker worker = front.worker(1);
        TestPeer client = front.asks("GET", "/1");
        worker.got();
        worker.answer("one");
        front.turn();
        assertThat(client.got()).isEqualTo("one|");
        ClientConnection ours = front.clients.iterator().next();
        Thread.sleep(20);
        front.turn();
        ours.tick(Duration.ofMillis(10).toNanos());
        client.request("GET", "/2", true);
        front.turn();
        assertThat(worker.got()).contains("/2");
    }

    @Test
    void aHeadThatDoesNotGoOnEndsItsConnectionOnlyByItsOwnTime() throws Exception {
        TestWorker worker = front.worker(1);
        TestPeer client = front.asks("GET", "/1");
        worker.got();
        worker.answer("one");
        front.turn();
        client.got();
        Thread.sleep(20);
        client.bytes(new byte[] {1, 1, 0});
        front.turn();
        ClientConnection ours = front.clients.iterator().next();
        ours.tick(Duration.ofMillis(10).toNanos());
        assertThat(front.clients).isNotEmpty();
        Thread.sleep(20);
        front.turn();
        ours.tick(Duration.ofMillis(10).toNanos());
        assertThat(front.clients).isEmpty();
    }

    @Test
    void roomForARequestThatIsHeldBackIsThereWithinMilliseconds() throws LinuxException {
        int processors = Runtime.getRuntime().availableProcessors();
        for (int i = 0; i <= processors; i++) {
            front.worker(i);
        }
        front.workers.contended = true;
        for (int i = 0; i <= processors; i++) {
            front.asks("GET", "/" + i);
        }
        assertThat(front.dispatcher.concurrencyLimit().millisToRoom()).isBetween(1, 5);
    }
}
