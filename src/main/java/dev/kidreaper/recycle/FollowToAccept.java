package dev.kidreaper.recycle;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.Tracee;
import dev.kidreaper.model.Moment;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.Sockets;
import dev.kidreaper.observe.Threads;
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Traces the thread that takes a worker's connections to a moment at which it would take the next
/// one and holds none, and sends the signal there. Where the kernel refuses to trace, the worker is
/// stopped and inspected instead.
final class FollowToAccept implements Delivery {
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(10);
    private static final long LOOK_EVERY_NANOS = 2_000_000;
    private static final long LEAVE_EVERY_NANOS = 20_000_000;
    private static final int LOOKS = 40;
    private static final int MOST_LOOKS = 400;
    private static final long BETWEEN_LOOKS_NANOS = 500_000;

    private final LeaveRequest request;
    private final StoppableWorker worker;
    private final Delivery otherwise;
    private final TracingThread tracingThread;
    private volatile boolean released;

    private volatile TracingThread.LettingGo lettingGo = new TracingThread.LettingGo();

    /// @param otherwise for where the kernel refuses to trace the worker; closed with this one
    FollowToAccept(LeaveRequest request, StoppableWorker worker, Delivery otherwise) {
        this.request = request;
        this.worker = worker;
        this.otherwise = otherwise;
        // To a traced process every signal is a stop, even one that means nothing to it.
        this.tracingThread =
                new TracingThread("follow-" + request.handle().id(), this::wake, ENDS_WITHIN);
    }

    /// A worker that is traced cannot be missed, so it is followed for all the time there is. Not
    /// before it may go: one that waits for a connection would not notice when it may.
    @Override
    public Attempt attempt(Deadline deadline) throws LinuxException, Unreadable, Refusal {
        if (worker.isLetGoByOthers(deadline)) {
            return Attempt.busy();
        }
        worker.refuseIfStopped();
        if (!request.departure().isFree()) {
            LockSupport.parkNanos(LEAVE_EVERY_NANOS);
            return Attempt.busy();
        }
        try {
            return tracingThread.run(decision -> trace(decision, true), deadline);
        } catch (LinuxException e) {
            if (!e.isNotPermitted()) {
                throw e;
            }
            return worker.isLetGoByOthers(deadline) ? Attempt.busy() : otherwise.attempt(deadline);
        }
    }

    @Override
    public boolean servesOn(Deadline deadline) throws LinuxException, Unreadable, Refusal {
        release();
        if (!tracingThread.awaitEnd(deadline)) {
            return false;
        }
        worker.refuseIfStopped(); // By others: we have let it go.
        try {
            Attempt attempt = tracingThread.run(decision -> trace(decision, false), deadline);
            return attempt.moment() == Moment.IDLE;
        } catch (LinuxException e) {
            if (e.isNotPermitted()) {
                return otherwise.servesOn(deadline);
            }
            throw e;
        }
    }

    private Attempt trace(TracingThread.Decision decision, boolean asks)
            throws LinuxException, Unreadable, Refusal {
        var end = new TracingThread.LettingGo();
        lettingGo = end;
        WorkerHandle handle = request.handle();
        try (var sockets = new Sockets(request.proc(), handle.id().pid())) {
            try {
                sockets.learn();
            } catch (Unreadable e) {
                if (e.why() == Unreadable.Why.DENIED) {
                    return Attempt.hidden();
                }
                throw e;
            }
            if (!awaitNoTransfer(decision)) {
                return Attempt.busy();
            }
            try (var tracee = Tracee.seize(handle.id().pid())) {
                if (handle.hasExited()) {
                    return Attempt.busy(); // Its pid may be another process's by now.
                }
                tracee.interrupt();
                var following =
                        new Following(request, tracee, sockets, decision, () -> released, end);
                try {
                    return asks ? following.ask() : following.see();
                } finally {
                    end.ends();
                }
            }
        }
    }

    /// Waits until the stop with which it begins cuts no call short. False when the caller gave up.
    private boolean awaitNoTransfer(TracingThread.Decision decision) {
        while (!isSafe()) {
            if (decision.isTaken()) {
                return false;
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
        return true;
    }

    /// Whether a stop cuts no call short. In which call a worker is that runs, the kernel does not
    /// tell. So it is looked at again and again: one that moves bytes is seen waiting now and then.
    /// Looks count only if they tell anything: on a busy machine it may wait long for a processor.
    private boolean isSafe() {
        int pid = request.handle().id().pid();
        var watched = new Threads.Watched(request.proc(), pid, pid, !Tracee.canRefuse());
        int safe = 0;
        for (int i = 0; safe < LOOKS && i < MOST_LOOKS; i++) {
            switch (watched.look()) {
                case MOVES -> {
                    return false;
                }
                case SAFE -> safe++;
                case UNKNOWN -> {}
            }
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
        }
        return safe == LOOKS;
    }

    /// Gets the thread out of the kernel's wait, unless that would cut a call short. Then the
    /// thread sees at the end of that call that it is to let the worker go.
    private void wake() throws LinuxException {
        try {
            lettingGo.signal(() -> request.handle().signal(Signal.CONT));
        } catch (LinuxException e) {
            if (!e.isGone()) {
                throw e;
            } // It has exited, which the thread notices as well.
        }
    }

    /// Has the thread that still traces a worker that was asked let it go.
    private void release() throws LinuxException {
        released = true;
        if (tracingThread.isTracing()) {
            wake();
        }
    }

    @Override
    public void close() throws LinuxException {
        release();
        otherwise.close();
    }
}
