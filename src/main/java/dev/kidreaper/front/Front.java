package dev.kidreaper.front;

import dev.kidreaper.front.io.BackendEndpoint;
import dev.kidreaper.front.io.EventLoop;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.Pidfd;
import dev.kidreaper.linux.StreamSocket;
import dev.kidreaper.linux.ThisProcess;
import dev.kidreaper.model.EventKind;
import dev.kidreaper.model.ServeSettings.Handing;
import dev.kidreaper.model.Traffic;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/// Takes the requests of web servers and hands each to one worker that is idle. Its one thread does
/// all of that without ever waiting for anybody in particular; other threads put messages into its
/// queue.
public final class Front implements Routing {
    private static final long TICK_NANOS = 20_000_000;
    private static final int TICK_MILLIS = 100;
    private static final int QUIET_TICK_MILLIS = 1000;
    private static final int SMALL_REQUESTS_MILLIS = 20;
    private static final int UNREAD_MILLIS = 5;
    private static final int ACCEPT_MILLIS = 1;
    private static final long HEAD_WITHIN_NANOS = 60_000_000_000L;
    private static final long IDLE_NANOS = 5_000_000_000L;
    private static final long ACCEPT_AGAIN_NANOS = 1_000_000_000L;

    private final String name;
    private final Handing settings;
    private final Workers workers;
    private final StreamSocket listening;
    private final EventLoop eventLoop;
    private final Dispatcher dispatcher;
    private final Timeouts timeouts;
    private final Set<ClientConnection> clients = new LinkedHashSet<>();
    private final Queue<Runnable> messages = new ConcurrentLinkedQueue<>();
    private int token;
    private boolean accepting = true;
    private long acceptAgain = System.nanoTime();
    private long stopBy;
    private long lastTick;

    /// @param name of the pool
    /// @param listening takes the web servers' connections; closed when the front stops
    public Front(String name, Handing settings, StreamSocket listening, Workers workers)
            throws LinuxException {
        this.name = name;
        this.settings = settings;
        this.workers = workers;
        this.listening = listening;
        this.eventLoop = new EventLoop();
        this.dispatcher = new Dispatcher(eventLoop, settings, workers);
        this.timeouts = new Timeouts(dispatcher, settings, workers);
        this.lastTick = eventLoop.now();
        this.token = eventLoop.watchListening(listening, this::accept);
    }

    /// Begins to serve.
    @Override
    public void start() {
        Thread.ofPlatform().name("front-" + name).start(this::work);
    }

    @Override
    public void join(int worker, BackendEndpoint at) {
        tell(() -> {
            Backend backend = dispatcher.backends().join(worker, at);
            if (at.process() != null) {
                watch(at.process(), backend);
            }
        });
    }

    @Override
    public void accepted(int worker, long inode) {
        with(worker, backend -> dispatcher.backends().accepted(backend, inode));
    }

    @Override
    public void leave(int worker) {
        with(worker, dispatcher.backends()::leave);
    }

    @Override
    public void resume(int worker) {
        with(worker, dispatcher.backends()::resume);
    }

    @Override
    public void prefer(int worker) {
        with(worker, dispatcher.backends()::prefer);
    }

    /// What it has done until now. For any thread.
    @Override
    public Traffic traffic() {
        return dispatcher.trafficCounters().traffic();
    }

    @Override
    public void stop(Duration longest) {
        tell(() -> {
            if (!dispatcher.isStopping()) {
                dispatcher.stop();
                stopBy = eventLoop.now() + longest.toNanos();
                pauseAccepting();
                listening.close();
                List.copyOf(clients).stream()
                        .filter(ClientConnection::isIdle)
                        .forEach(ClientConnection::abandon);
            }
        });
    }

    private void watch(Pidfd process, Backend backend) {
        try {
            eventLoop.atEnd(process, backend::exited);
        } catch (LinuxException e) {
            backend.broken(e.sentence());
        }
    }

    private void with(int worker, Consumer<Backend> what) {
        tell(() -> {
            Backend backend = dispatcher.backends().get(worker);
            if (backend != null) {
                what.accept(backend);
            }
        });
    }

    private void tell(Runnable message) {
        messages.add(message);
        eventLoop.wake();
    }

    private void work() {
        ThisProcess.letOthersFinish();
        while (!isOver()) {
            try {
                eventLoop.turn(timeouts.isUrgent() ? ACCEPT_MILLIS : calm());
                for (Runnable next = messages.poll(); next != null; next = messages.poll()) {
                    next.run();
                }
                timeouts.look();
                dispatcher.smallRequests().look();
                dispatcher.unreadRequests().look();
                dispatcher.widen();
                if (eventLoop.now() - lastTick >= TICK_NANOS) {
                    lastTick = eventLoop.now();
                    tick();
                }
                dispatcher.trafficCounters().now(dispatcher.requestQueue().size(), clients.size());
            } catch (LinuxException e) {
                workers.onTrouble(EventKind.FRONT_FAILED, e.sentence());
            } catch (RuntimeException e) {
                dispatcher.onBug(e);
            }
        }
        timeouts.cut(List.copyOf(clients));
        dispatcher.backends().all().forEach(backend -> backend.channel().end());
        eventLoop.close();
        workers.onStopped();
    }

    private boolean isOver() {
        if (!dispatcher.isStopping()) {
            return false;
        }
        // Workers may be at work after their answers.
        boolean working = dispatcher.backends().awaitDone() || !clients.isEmpty();
        return !working || eventLoop.now() - stopBy >= 0;
    }

    /// How long nothing may happen.
    private int calm() {
        if (dispatcher.concurrencyLimit().holdsBack()) {
            return dispatcher.concurrencyLimit().millisToRoom();
        }
        if (dispatcher.isQuiet() && !timeouts.hasUnused()) {
            return QUIET_TICK_MILLIS;
        }
        return !dispatcher.unreadRequests().isEmpty()
                ? UNREAD_MILLIS
                : dispatcher.smallRequests().isEmpty() ? TICK_MILLIS : SMALL_REQUESTS_MILLIS;
    }

    /// Accepts one that waits: for more the loop tells us again, which costs less than to ask for
    /// one that is not there.
    private void accept(boolean readable, boolean writable, boolean ends, boolean hangsUp) {
        try {
            StreamSocket made = listening.accept();
            if (made != null) {
                var client = new ClientConnection(eventLoop, made, dispatcher, clients::remove);
                clients.add(client);
                client.begin();
                if (clients.size() >= settings.mostClients()) {
                    pauseAccepting();
                }
            }
        } catch (LinuxException e) {
            workers.onTrouble(EventKind.NOT_ACCEPTING, e.sentence());
            pauseAccepting();
            acceptAgain = eventLoop.now() + ACCEPT_AGAIN_NANOS;
        }
    }

    private void pauseAccepting() {
        if (accepting) {
            accepting = false;
            eventLoop.forget(token, listening);
        }
    }

    /// Those that have been idle for longest go, so that others get their turn: whoever keeps
    /// connections may keep them, but keeps nobody out.
    private void makeRoom() {
        clients.stream()
                .filter(client -> client.nanosIdle() > IDLE_NANOS)
                .sorted(Comparator.comparingLong(ClientConnection::nanosIdle).reversed())
                .limit(1 + settings.mostClients() / 16)
                .toList()
                .forEach(ClientConnection::abandon);
    }

    private void tick() {
        long busy =
                dispatcher.backends().all().stream()
                        .filter(b -> b.state() == BackendState.BUSY)
                        .count();
        dispatcher.trafficCounters().tick((int) busy, eventLoop.now());
        if (clients.size() >= settings.mostClients()) {
            makeRoom();
        }
        boolean may = clients.size() < settings.mostClients() && eventLoop.now() - acceptAgain >= 0;
        if (!accepting && !dispatcher.isStopping() && may) {
            try {
                token = eventLoop.watchListening(listening, this::accept);
                accepting = true;
            } catch (LinuxException e) {
                workers.onTrouble(EventKind.NOT_ACCEPTING, e.sentence());
            }
        }
        timeouts.tick();
        for (ClientConnection client : List.copyOf(clients)) {
            client.tick(HEAD_WITHIN_NANOS);
        }
    }
}
