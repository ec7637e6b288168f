package dev.kidreaper.front;

import static java.util.Objects.requireNonNull;

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
import java.util.Set;

/// A front over real sockets, the other end of each in this thread.
final class TestFront {
    private static final int MOST_WAITING = 2;

    private final Path folder;
    final TestWorkers workers = new TestWorkers();
    private final EventLoop eventLoop = new EventLoop();
    final Dispatcher dispatcher =
            new Dispatcher(
                    eventLoop,
                    new Handing(false, MOST_WAITING, Duration.ofSeconds(9), null, 9),
                    workers);
    final Set<ClientConnection> clients = new HashSet<>();
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private int sockets;

    TestFront(Path folder) throws LinuxException {
        this.folder = folder;
    }

    /// Closes all of it.
    void end() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        eventLoop.close();
    }

    SocketAddress address() {
        return new SocketAddress.OfPath(folder.resolve("s" + sockets++).toString());
    }

    /// How many addresses there are.
    int sockets() {
        return sockets;
    }

    private StreamSocket listening(SocketAddress address) throws LinuxException {
        StreamSocket socket = StreamSocket.bound(address, false);
        opened.push(socket);
        socket.listen(9);
        return socket;
    }

    /// A worker that has joined, and has accepted its connection.
    TestWorker worker(int number) throws LinuxException {
        SocketAddress address = address();
        StreamSocket socket = listening(address);
        var endpoint = new BackendEndpoint(address, socket, null, false);
        dispatcher.backends().join(number, endpoint);
        var worker = new TestWorker(socket);
        opened.push(worker);
        turn();
        return worker;
    }

    /// A worker that has joined at a socket that it shares with others, and has accepted its
    /// connection.
    TestWorker sharing(int number) throws LinuxException {
        SocketAddress address = address();
        StreamSocket socket = listening(address);
        dispatcher.backends().join(number, new BackendEndpoint(address, null, null, false));
        var worker = new TestWorker(socket);
        opened.push(worker);
        accepted(number);
        return worker;
    }

    /// It is told that such a worker has accepted its connection.
    void accepted(int number) throws LinuxException {
        Backend backend = backend(number);
        long inode = requireNonNull(backend.channel().connection()).inode();
        backends().accepted(backend, inode);
        turn();
    }

    TestPeer client() throws LinuxException {
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

    TestPeer asks(String method, String path) throws LinuxException {
        TestPeer client = client();
        client.request(method, path, true);
        turn();
        return client;
    }

    /// Has the front do all that it can do now.
    void turn() throws LinuxException {
        for (int i = 0; i < 4; i++) {
            once();
            Set.copyOf(backends().awaitingAccept()).forEach(Backend::look);
        }
    }

    /// Has the front see what has come.
    void once() throws LinuxException {
        eventLoop.turn(0);
    }

    Backends backends() {
        return dispatcher.backends();
    }

    Backend backend(int worker) {
        return requireNonNull(backends().get(worker));
    }
}
