package dev.kidreaper.front;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.fcgi.MalformedRecord;
import dev.kidreaper.front.io.BackendEndpoint;
import dev.kidreaper.front.io.EventLoop;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.SocketAddress;
import dev.kidreaper.linux.StreamSocket;
import dev.kidreaper.model.ServeSettings.Handing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests and workers over real sockets, the other end of each in this thread.
class DispatcherTest {
    private static final int MOST_WAITING = 2;

    private final Path folder;
    private final TestWorkers workers = new TestWorkers();
    private final EventLoop eventLoop = new EventLoop();
    private final Dispatcher dispatcher =
            new Dispatcher(
                    eventLoop,
                    new Handing(false, MOST_WAITING, Duration.ofSeconds(9), null, 9),
                    workers);
    private final Set<ClientConnection> clients = new HashSet<>();
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private int sockets;

    DispatcherTest(@TempDir Path folder) throws LinuxException {
        this.folder = folder;
    }

    @AfterEach
    void ends() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        eventLoop.close();
    }

    private SocketAddress address() {
        return new SocketAddress.OfPath(folder.resolve("s" + sockets++).toString());
    }

    private StreamSocket listening(SocketAddress address) throws LinuxException {
        StreamSocket socket = StreamSocket.bound(address, false);
        opened.push(socket);
        socket.listen(9);
        return socket;
    }

    /// A worker that has joined, and has accepted its connection.
    private TestWorker worker(int number) throws LinuxException {
        SocketAddress address = address();
        StreamSocket socket = listening(address);
        var endpoint = new BackendEndpoint(address, socket, null, false);
        dispatcher.backends().join(number, endpoint);
        var worker = new TestWorker(socket);
        opened.push(worker);
        turn();
        return worker;
    }

    private TestPeer client() throws LinuxException {
        SocketAddress address = address();
        StreamSocket socket = listening(address);
        var peer = new TestPeer(StreamSocket.connected(address));
        opened.push(peer);
        var client =
                new ClientConnection(
                        eventLoop, requireNonNull(socket.accept()), dispatcher, clients::remove);
        clients.add(client);
        client.begin();
        return peer;
    }

    private TestPeer asks(String method, String path) throws LinuxException {
        TestPeer client = client();
        client.request(method, path, true);
        turn();
        return client;
    }

    /// Has the front do all that it can do now.
    private void turn() throws LinuxException {
        for (int i = 0; i < 4; i++) {
            eventLoop.turn(0);
            Set.copyOf(dispatcher.backends().awaitingAccept()).forEach(Backend::look);
        }
    }

    private Backend backend(int worker) {
        return requireNonNull(dispatcher.backends().get(worker));
    }

    @Test
    void aRequestMeetsAnIdleWorkerAndItsAnswerGoesBack() throws LinuxException, MalformedRecord {
        TestWorker worker = worker(1);
        TestPeer client = asks("GET", "/a?b");
        assertThat(worker.got()).contains("/a?b");
        worker.answer("hello");
        turn();
        assertThat(client.got()).isEqualTo("hello|");
        assertThat(workers.told).containsExactly("ready 1", "answered 1 GET /a");
        assertThat(backend(1).state()).isEqualTo(Backend.State.IDLE);
    }

    @Test
    void requestsWaitInOrderAndAreRefusedBeyondTheQueue() throws LinuxException, MalformedRecord {
        TestWorker worker = worker(1);
        asks("GET", "/1");
        TestPeer second = asks("GET", "/2");
        TestPeer third = asks("GET", "/3");
        TestPeer fourth = asks("GET", "/4");
        assertThat(fourth.got()).startsWith("Status: 503").endsWith("|");
        assertThat(workers.told).containsExactly("ready 1", "queued 1", "queued 2");
        assertThat(worker.got()).contains("/1").doesNotContain("/2");
        worker.answer("one");
        turn();
        assertThat(worker.got()).contains("/2").doesNotContain("/3");
        worker.answer("two");
        turn();
        assertThat(second.got()).isEqualTo("two|");
        worker.answer("three");
        turn();
        assertThat(third.got()).isEqualTo("three|");
    }

    @Test
    void aRequestThatMayHaveBeenSeenGoesToAnotherWorkerOnlyIfItIsSafe()
            throws LinuxException, MalformedRecord {
        for (String method : new String[] {"GET", "POST"}) {
            TestWorker first = worker(sockets);
            TestPeer client = asks(method, "/");
            assertThat(first.got()).contains(method);
            TestWorker other = worker(sockets);
            first.peer().endSending();
            turn();
            boolean safe = method.equals("GET");
            assertThat(other.got().isEmpty()).isEqualTo(!safe);
            if (safe) {
                other.answer("again");
                turn();
            }
            assertThat(client.got()).startsWith(safe ? "again|" : "Status: 502");
            List.copyOf(dispatcher.backends().all()).forEach(dispatcher.backends()::retire);
        }
    }

    @Test
    void aPreferredWorkerIsTakenFirst() throws LinuxException, MalformedRecord {
        TestWorker first = worker(1);
        worker(2);
        dispatcher.backends().prefer(backend(1));
        asks("GET", "/");
        assertThat(first.got()).contains("GET");
    }

    @Test
    void aWorkerThatIsToLeaveAnswersItsRequestFirst() throws LinuxException, MalformedRecord {
        TestWorker worker = worker(1);
        TestPeer client = asks("GET", "/");
        assertThat(worker.got()).contains("GET");
        dispatcher.backends().leave(backend(1));
        assertThat(workers.told).doesNotContain("released 1");
        worker.answer("last");
        turn();
        assertThat(client.got()).isEqualTo("last|");
        assertThat(workers.told).endsWith("answered 1 GET /", "released 1");
        worker.got();
        assertThat(worker.peer().isEnded()).isTrue();
    }

    @Test
    void aWorkerThatIsHeldTakesTheNextRequestWhenItIsResumed()
            throws LinuxException, MalformedRecord {
        TestWorker worker = worker(1);
        workers.next = Workers.Next.WAIT;
        asks("GET", "/1");
        assertThat(worker.got()).contains("/1");
        worker.answer("one");
        turn();
        asks("GET", "/2");
        assertThat(worker.got()).isEmpty();
        dispatcher.backends().resume(backend(1));
        assertThat(worker.got()).contains("/2");
    }

    @Test
    void whereTheProcessorIsContendedNoMoreAreAtWorkThanProcessors() throws LinuxException {
        int processors = Runtime.getRuntime().availableProcessors();
        workers.contended = true;
        for (int i = 0; i <= processors; i++) {
            worker(i);
        }
        for (int i = 0; i <= processors; i++) {
            TestPeer client = client();
            client.request("GET", "/", true);
        }
        eventLoop.turn(0);
        long busy =
                dispatcher.backends().all().stream()
                        .filter(b -> b.state() == Backend.State.BUSY)
                        .count();
        assertThat(busy).isEqualTo(processors);
        assertThat(dispatcher.concurrencyLimit().holdsBack()).isTrue();
    }

    /// It was never told, and whoever shares the socket made no other connection.
    @Test
    void aWorkerThatNobodyCouldConnectToIsBroken() {
        var nobody = new BackendEndpoint(address(), null, null, false);
        dispatcher.backends().join(1, nobody);
        assertThat(workers.told).containsExactly("broken 1");
    }

    /// A web server that reads slowly was cut off at the end of a request of more than a minute.
    @Test
    void aClientIsNotQuietForTheTimeThatItsAnswerTook() throws Exception {
        TestWorker worker = worker(1);
        TestPeer client = client();
        client.request("GET", "/", false);
        turn();
        worker.got();
        Thread.sleep(1_500);
        ClientConnection ours = clients.iterator().next();
        while (!ours.out().hasUnsent()) {
            worker.peer().begin("x".repeat(4000));
            turn();
        }
        worker.answer("end");
        turn();
        ours.tick(Duration.ofMillis(1_400).toNanos());
        var got = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            got.append(client.got());
            turn();
        }
        assertThat(got).endsWith("end|");
    }
}
