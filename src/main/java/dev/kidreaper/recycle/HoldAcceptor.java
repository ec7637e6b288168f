package dev.kidreaper.recycle;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.Tracee;
import dev.kidreaper.model.Moment;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.Call;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Sockets;
import dev.kidreaper.observe.Threads;
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// Delivers the graceful signal to a worker of many threads when none of them has a request: keeps
/// the one thread that takes connections from taking more until the others have finished theirs.
/*
 * Where threads serve, none of them tells of the others, and a worker that is asked to leave amid
 * requests may lose some (puma 5.6 did, one in some 200 recycles). So the thread that takes the
 * connections is held (ptrace(2), that thread alone) where it is about to wait for the next one.
 * The listening socket is shared: who comes meanwhile is served by the siblings. When the worker
 * holds no connection any more it has no request either, and takes none: then it is signalled,
 * given the time to note it, and let go.
 *
 * The kernel's wait for a traced thread has no time limit, so it is done on a thread of its own;
 * who waits for that one may give up. Either that thread sends or the other gives up, never both.
 * Should this program end, the kernel lets the thread go.
 */
final class HoldAcceptor {
    private static final Duration LOOK_EVERY = Duration.ofMillis(5);

    /// What the worker has to note the signal, while the thread that could take a connection is
    /// still held.
    private static final Duration NOTED_WITHIN = Duration.ofMillis(200);

    private final WorkerHandle workerHandle;
    private final String acceptor;
    private final Signal signal;
    private final Proc proc;
    private final AtomicBoolean decided = new AtomicBoolean();

    /// @param acceptor the name of the thread that takes connections
    HoldAcceptor(WorkerHandle workerHandle, String acceptor, Signal signal, Proc proc) {
        this.workerHandle = workerHandle;
        this.acceptor = acceptor;
        this.signal = signal;
        this.proc = proc;
    }

    /// Tries, at most so long.
    ///
    /// @throws LinuxException EPERM when the kernel does not let us, or when somebody else traces
    ///   it
    Attempt attempt(Duration longest) throws LinuxException, Unreadable {
        long end = System.nanoTime() + longest.toNanos();
        var keeping = new FutureTask<>(() -> keep(end));
        Thread.ofPlatform().name("door-" + workerHandle.id()).daemon().start(keeping);
        try {
            try {
                return keeping.get(longest.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                return decided.compareAndSet(false, true)
                        ? new Attempt(Moment.BUSY, false)
                        : keeping.get();
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case LinuxException cause -> throw cause;
                case Unreadable cause -> throw cause;
                case null, default ->
                        throw new IllegalStateException("[BUG] at a worker's door", e);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("[BUG] nobody interrupts this thread", e);
        }
    }

    private Attempt keep(long end) throws LinuxException, Unreadable {
        OptionalInt thread = Threads.named(proc, workerHandle.id().pid(), acceptor);
        if (thread.isEmpty()) {
            return new Attempt(Moment.HIDDEN, false);
        }
        try (var sockets = new Sockets(proc, workerHandle.id().pid());
                var tracee = Tracee.seize(thread.getAsInt())) {
            sockets.learn();
            if (workerHandle.hasExited()) {
                return new Attempt(Moment.BUSY, false); // Its pid may be another's by now.
            }
            tracee.interrupt();
            if (!hold(tracee, thread.getAsInt())) {
                return new Attempt(Moment.BUSY, false);
            }
            return signal(sockets, end);
        }
    }

    /// Leads it to where it waits for the next connection, and not into that wait.
    private boolean hold(Tracee tracee, int thread) throws LinuxException, Unreadable {
        while (tracee.awaitStop() && !decided.get()) {
            if (tracee.isEnteringCall()
                    && Threads.call(proc, workerHandle.id().pid(), thread).kind()
                            == Call.Kind.POLL) {
                return true;
            }
            tracee.step();
        }
        return false;
    }

    private Attempt signal(Sockets sockets, long end) throws LinuxException, Unreadable {
        while (!decided.get() && System.nanoTime() - end < 0 && !workerHandle.hasExited()) {
            sockets.learn();
            if (!sockets.holdsConnection() && decided.compareAndSet(false, true)) {
                workerHandle.signal(signal);
                LockSupport.parkNanos(NOTED_WITHIN.toNanos());
                return new Attempt(Moment.IDLE, true);
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        return new Attempt(Moment.BUSY, false);
    }
}
