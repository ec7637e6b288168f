package dev.kidreaper.front;

import dev.kidreaper.front.Workers.Next;
import dev.kidreaper.front.io.BackendConnection;
import dev.kidreaper.front.io.BackendEndpoint;
import dev.kidreaper.front.io.EventLoop;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The workers that the front knows, from the first connection to the last, and what their owner is
/// told of them. For the front's thread.
final class Backends implements BackendListener {
    private final EventLoop eventLoop;
    private final Workers workers;
    private final IdleWorkers idleWorkers;
    private final Consumer<Backend> free;
    private final Map<Integer, Backend> byWorker = new HashMap<>();
    private final Collection<Backend> view = Collections.unmodifiableCollection(byWorker.values());
    private final Set<Backend> awaitingAccept = new LinkedHashSet<>();

    /// @param free gets each worker that can take a request
    Backends(
            EventLoop eventLoop, Workers workers, IdleWorkers idleWorkers, Consumer<Backend> free) {
        this.eventLoop = eventLoop;
        this.workers = workers;
        this.idleWorkers = idleWorkers;
        this.free = free;
    }

    /// All of them, as they are now.
    Collection<Backend> all() {
        return view;
    }

    /// The one of that number, while it gets requests; else null.
    @Nullable Backend get(int worker) {
        Backend backend = byWorker.get(worker);
        return backend == null || backend.state() == BackendState.GONE ? null : backend;
    }

    /// Those that are to accept a connection.
    Set<Backend> awaitingAccept() {
        return awaitingAccept;
    }

    /// A worker that is to take requests once it accepts a connection.
    Backend join(int worker, BackendEndpoint at) {
        var backend = new Backend(eventLoop, worker, at, this);
        byWorker.put(worker, backend);
        backend.connect(null);
        return backend;
    }

    /// Has a worker leave after the request that it has.
    void leave(Backend backend) {
        backend.leaving = true;
        if (backend.state() != BackendState.BUSY) {
            departWhenDone(backend);
        }
    }

    /// Sees which idle workers may be at work after their answers. Whether any is.
    boolean awaitDone() {
        boolean any = false;
        for (Backend backend : view) {
            if (backend.state() != BackendState.GONE && backend.mayWorkOn()) {
                any = true;
                if (backend.state() == BackendState.IDLE) {
                    idleWorkers.remove(backend);
                    backend.awaitDone();
                }
            }
        }
        return any;
    }

    /// Takes a request back that its worker does not read, if that is certain. Whether it is.
    boolean takeBack(Exchange exchange, Workers.Look worker) {
        if (worker.hasThreads()) {
            exchange.backend().channel().separate();
        } else if (worker.isAsleep() && exchange.isUnread(worker)) { // Still: so it slept before.
            idleWorkers.onWorkAfterAnswer();
        }
        return exchange.takeBack();
    }

    /// Has a worker that was told to wait take requests again.
    void resume(Backend backend) {
        if (backend.state() == BackendState.HELD) {
            onFree(backend);
        }
    }

    /// Has a worker taken before others.
    void prefer(Backend backend) {
        backend.preferred = true;
        if (backend.state() == BackendState.IDLE) {
            idleWorkers.remove(backend);
            idleWorkers.add(backend);
        }
    }

    /// A worker has accepted the connection that waited for one.
    ///
    /// @param inode of our end
    void accepted(Backend backend, long inode) {
        BackendConnection connection = backend.channel().connection();
        boolean still = connection != null && connection.inode() == inode;
        if (still && backend.state().isAwaitingAccept()) {
            backend.accepted();
        }
    }

    /// A worker gets no more requests. Its listening socket is ended: its own loop of accepting
    /// comes to its end.
    void retire(Backend backend) {
        idleWorkers.remove(backend);
        backend.retire();
        if (!backend.channel().endpoint().isPrivate()) {
            byWorker.remove(backend.worker); // Nobody will tell that its process has ended.
        }
    }

    /// It is asked only when it is certainly done, and not at work after an answer.
    private void departWhenDone(Backend backend) {
        if (backend.mayWorkOn()) {
            idleWorkers.remove(backend);
            backend.leaving = true;
            backend.awaitDone();
        } else if (backend.pending() == null || !backend.channel().endpoint().isPrivate()) {
            depart(backend);
        }
    }

    private void depart(Backend backend) {
        retire(backend);
        workers.onReleased(backend.worker);
    }

    private Next next(Backend backend, Request request) {
        Next next =
                workers.onAnswered(backend.worker, request.method, request.path, backend.nanos());
        backend.answers++;
        if (Integer.bitCount(backend.answers) == 1) {
            separate(backend);
        }
        return backend.leaving ? Next.LEAVE : next;
    }

    /// Of several threads, the one that reads a connection may wait until another one has accepted
    /// the next: so each request gets a connection of its own.
    private void separate(Backend backend) {
        Workers.Look look = workers.look(backend.worker);
        if (look != null && look.hasThreads()) {
            backend.channel().separate();
        }
    }

    @Override
    public boolean awaitsAccept(Backend backend) {
        return backend.channel().endpoint().isPrivate() && idleWorkers.oftenWorkAfterAnswers();
    }

    /// One that sleeps although a connection waits, after that look too, is at work.
    @Override
    public void onLate(Backend backend) {
        Workers.Look look = workers.look(backend.worker);
        if (look != null && look.isAsleep() && backend.channel().endpoint().isWaitedAt()) {
            idleWorkers.onWorkAfterAnswer();
        }
    }

    @Override
    public void onNotRead(Backend backend, @Nullable Request answered) {
        if (answered != null && !backend.channel().endpoint().isPrivate()) {
            workers.onConnectionLost(
                    backend.worker, answered.words(), Duration.ofNanos(backend.nanos()));
        }
    }

    @Override
    public void awaitAccept(Backend backend, boolean awaited) {
        if (awaited) {
            awaitingAccept.add(backend);
        } else {
            awaitingAccept.remove(backend);
        }
    }

    @Override
    public void onSharedConnection(Backend backend, long inode) {
        workers.onAwaitingAccept(backend.worker, inode);
    }

    @Override
    public void onReady(Backend backend) {
        separate(backend);
        workers.onReady(backend.worker);
    }

    @Override
    public void onFree(Backend backend) {
        if (backend.leaving) {
            departWhenDone(backend);
        } else {
            free.accept(backend);
        }
    }

    @Override
    public void onNotIdle(Backend backend) {
        idleWorkers.remove(backend);
    }

    @Override
    public void onDone(Backend backend, @Nullable Request request) {
        switch (request == null ? Next.SERVE : next(backend, request)) {
            case LEAVE -> departWhenDone(backend);
            case WAIT -> backend.rests(BackendState.HELD);
            case SERVE -> onFree(backend);
        }
    }

    /// One with a socket of its own is done when it accepts another connection; where several share
    /// one, another worker may, so it counts at once, and whoever knows them sees when it accepts
    /// again.
    @Override
    public void onConnectionLost(Backend backend, @Nullable Request request) {
        if (backend.channel().endpoint().isPrivate() || request == null) {
            backend.connect(request);
            return;
        }
        workers.onConnectionLost(
                backend.worker, request.words(), Duration.ofNanos(backend.nanos()));
        if (next(backend, request) == Next.LEAVE) {
            depart(backend);
        } else {
            backend.connect(null);
        }
    }

    @Override
    public void onBroken(Backend backend, String why) {
        if (backend.state() != BackendState.GONE) {
            retire(backend);
            workers.onBroken(backend.worker, why);
        }
    }

    @Override
    public void onExit(Backend backend) {
        retire(backend);
        byWorker.remove(backend.worker);
        workers.onExit(backend.worker);
    }
}
