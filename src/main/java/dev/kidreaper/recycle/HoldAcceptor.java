package dev.kidreaper.recycle;

import dev.kidreaper.linux.Errno;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.Tracee;
import dev.kidreaper.model.Moment;
import dev.kidreaper.model.ProfileTrait.AcceptorThread;
import dev.kidreaper.observe.Sockets;
import dev.kidreaper.observe.Threads;
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;

/// Holds the one thread of a worker that takes connections until the other threads have finished
/// their requests, and sends the signal then.
/*
 * Where threads serve, none of them tells about the others, and a worker that is asked to leave
 * amid requests may lose some (puma 5.6 did, one in some 200 recycles). So the thread that takes
 * the connections is held (ptrace(2), that thread alone) where it is about to wait for the next
 * one. The workers share the listening socket, so the other workers take the connections that come
 * meanwhile. Once the worker holds no connection it has no request, and takes none. Then it is
 * signalled, given the time to note the signal, and let go.
 */
final class HoldAcceptor implements Delivery {
    private static final Duration CHECK_EVERY = Duration.ofMillis(5);

    /// The time in which the worker notes the signal, while the thread that could take a connection
    /// is still held.
    private static final Duration NOTED_WITHIN = Duration.ofMillis(200);

    private static final Duration ENDS_WITHIN = Duration.ofMillis(100);

    private final LeaveRequest request;
    private final WorkerHandle handle;
    private final StoppableWorker worker;
    private final AcceptorThread acceptor;
    private final TracingThread tracingThread;

    HoldAcceptor(LeaveRequest request, StoppableWorker worker, AcceptorThread acceptor) {
        this.request = request;
        this.handle = request.handle();
        this.worker = worker;
        this.acceptor = acceptor;
        // A signal to the process would not wake one of its threads. A thread that is held is
        // checked again and again; one that waits for the others ends its wait when they end.
        this.tracingThread = new TracingThread("hold-" + handle.id(), () -> {}, ENDS_WITHIN);
    }

    /// While the thread is held the worker is away, as far as new connections are concerned. One
    /// without siblings is held only once it holds no connection.
    @Override
    public Attempt attempt(Deadline deadline) throws LinuxException, Unreadable, Refusal {
        if (worker.isLetGoByOthers(deadline)) {
            return Attempt.busy();
        }
        worker.refuseIfStopped();
        var end = deadline.within(request.pace().proof());
        if (!request.hasSiblings() && !awaitIdle(end)) {
            return Attempt.busy();
        }
        if (!request.departure().tryTake()) {
            LockSupport.parkNanos(CHECK_EVERY.toNanos());
            return Attempt.busy();
        }
        Attempt attempt = tracingThread.run(decision -> trace(decision, end), end);
        if (!attempt.sent()) {
            request.departure().giveBack();
        }
        return attempt;
    }

    /// Which of its threads obeys is not seen.
    @Override
    public boolean servesOn(Deadline deadline) {
        return false;
    }

    private boolean awaitIdle(Deadline deadline) throws LinuxException, Unreadable {
        try (var sockets = new Sockets(request.proc(), handle.id().pid())) {
            while (!deadline.isOver() && !handle.hasExited()) {
                sockets.learn();
                if (!sockets.holdsConnection()) {
                    return true;
                }
                LockSupport.parkNanos(CHECK_EVERY.toNanos());
            }
            return false;
        }
    }

    private Attempt trace(TracingThread.Decision decision, Deadline deadline)
            throws LinuxException, Unreadable {
        OptionalInt thread = Threads.named(request.proc(), handle.id().pid(), acceptor.name());
        if (thread.isEmpty()) {
            return Attempt.busy(); // It does not serve yet.
        }
        try (var sockets = new Sockets(request.proc(), handle.id().pid());
                var tracee = Tracee.seize(thread.getAsInt())) {
            sockets.learn();
            if (handle.hasExited()
                    || !Threads.has(request.proc(), handle.id().pid(), thread.getAsInt())) {
                return Attempt.busy(); // Its number may be another's by now.
            }
            tracee.interrupt();
            if (!hold(tracee, decision)) {
                return Attempt.busy();
            }
            Attempt attempt = awaitEnd(sockets, decision, deadline);
            if (attempt.sent() && Tracee.canRefuse()) {
                tracee.refuse(Errno.EINTR); // As the signal would have had it.
            }
            return attempt;
        }
    }

    /// Lets the thread run to where it would wait for the next connection, and not into that wait.
    private boolean hold(Tracee tracee, TracingThread.Decision decision)
            throws LinuxException, Unreadable {
        while (tracee.awaitStop() && !decision.isTaken()) {
            if (tracee.isEnteringCall() && Following.call(tracee).isPoll()) {
                return true;
            }
            tracee.step();
        }
        return false;
    }

    private Attempt awaitEnd(Sockets sockets, TracingThread.Decision decision, Deadline deadline)
            throws LinuxException, Unreadable {
        while (!decision.isTaken() && !deadline.isOver() && !handle.hasExited()) {
            sockets.learn();
            if (!sockets.holdsConnection() && request.departure().tryTake() && decision.take()) {
                handle.signal(request.signal());
                LockSupport.parkNanos(NOTED_WITHIN.toNanos());
                return Attempt.sentAt(Moment.IDLE);
            }
            LockSupport.parkNanos(CHECK_EVERY.toNanos());
        }
        return Attempt.busy();
    }

    @Override
    public void close() {
        worker.close();
    }
}
