package dev.kidreaper.recycle;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.Tracee;
import dev.kidreaper.model.Moment;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.Sockets;
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;

/// Traces the thread that takes a worker's connections to a moment at which it would take the next
/// one and holds none, and sends the signal there. Where the kernel refuses to trace, the worker is
/// stopped and inspected instead.
final class FollowToAccept implements Delivery {
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(10);

    private final LeaveRequest request;
    private final StoppableWorker worker;
    private final Delivery otherwise;
    private final TracingThread tracingThread;
    private volatile boolean released;

    /// @param otherwise for where the kernel refuses to trace the worker; closed with this one
    FollowToAccept(LeaveRequest request, StoppableWorker worker, Delivery otherwise) {
        this.request = request;
        this.worker = worker;
        this.otherwise = otherwise;
        // To a traced process every signal is a stop, even one that means nothing to it.
        this.tracingThread =
                new TracingThread(
                        "follow-" + request.handle().id(),
                        () -> request.handle().signal(Signal.CONT),
                        ENDS_WITHIN);
    }

    /// A worker that is traced cannot be missed, so it is followed for all the time there is.
    @Override
    public Attempt attempt(Deadline deadline) throws LinuxException, Unreadable, Refusal {
        worker.refuseIfStopped();
        try {
            return tracingThread.run(decision -> trace(decision, true), deadline);
        } catch (LinuxException e) {
            if (e.isNotPermitted()) {
                return otherwise.attempt(deadline);
            }
            throw e;
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
            try (var tracee = Tracee.seize(handle.id().pid())) {
                if (handle.hasExited()) {
                    return Attempt.busy(); // Its pid may be another process's by now.
                }
                tracee.interrupt();
                var following = new Following(request, tracee, sockets, decision, () -> released);
                return asks ? following.ask() : following.see();
            }
        }
    }

    /// Has the thread that still traces a worker that was asked let it go.
    private void release() throws LinuxException {
        released = true;
        if (tracingThread.isTracing()) {
            request.handle().signal(Signal.CONT);
        }
    }

    @Override
    public void close() throws LinuxException {
        release();
        otherwise.close();
    }
}
