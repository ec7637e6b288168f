package dev.kidreaper.recycle;

import dev.kidreaper.decide.IdleProof;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.Tracee;
import dev.kidreaper.model.Moment;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.Profile;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;

/// Traces the worker through the request that it serves to its next `accept`, and sends the signal
/// there. Where the kernel refuses, the worker is stopped and inspected instead.
/*
 * A worker of a pool under full load never waits for a request, so inspections now and then cannot
 * find it idle. Traced from system call to system call, it cannot be missed: when it enters accept,
 * it has finished its request and has not taken the next. The signal is pending when it goes on.
 * Then accept either finds no connection and ends by the signal; or it hands out a connection, and
 * the signal's handler runs on the return, before the first byte is read.
 */
final class FollowToAccept implements Delivery {
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(10);

    private final WorkerHandle handle;
    private final StoppableWorker worker;
    private final Profile profile;
    private final Signal signal;
    private final Pace pace;
    private final Proc proc;
    private final StopAndInspect inspection;
    private final TracingThread tracingThread;

    /// @param inspection of the same worker, for moments amid a request and where the kernel
    ///   refuses to trace it; closed with this one
    FollowToAccept(
            StoppableWorker worker,
            Profile profile,
            Signal signal,
            Pace pace,
            Proc proc,
            StopAndInspect inspection) {
        this.handle = worker.handle();
        this.worker = worker;
        this.profile = profile;
        this.signal = signal;
        this.pace = pace;
        this.proc = proc;
        this.inspection = inspection;
        // To a traced process every signal is a stop, even one that means nothing to it.
        this.tracingThread =
                new TracingThread(
                        "follow-" + handle.id(), () -> handle.signal(Signal.CONT), ENDS_WITHIN);
    }

    /// A worker that is traced cannot be missed, so all of the time is for that.
    @Override
    public Attempt attempt(boolean first, Deadline deadline)
            throws LinuxException, Unreadable, Refusal {
        Duration longest = first ? pace.proof() : pace.resend().dividedBy(2);
        Attempt attempt = betweenRequests(deadline.within(longest));
        return first && attempt.mayBeRepeated()
                ? inspection.amidRequest(Duration.ZERO, deadline)
                : attempt;
    }

    private Attempt betweenRequests(Deadline deadline) throws LinuxException, Unreadable, Refusal {
        worker.refuseIfStopped();
        try {
            return tracingThread.run(this::trace, deadline);
        } catch (LinuxException e) {
            if (e.isNotPermitted()) {
                return inspection.betweenRequests(deadline);
            }
            throw e;
        }
    }

    private Attempt trace(TracingThread.Decision decision)
            throws LinuxException, Unreadable, Refusal {
        try (var idleProbe = new IdleProbe(proc, handle.id(), profile)) {
            if (!idleProbe.identifySockets()) {
                return Attempt.hidden();
            }
            try (var tracee = Tracee.seize(handle.id().pid())) {
                if (handle.hasExited()) {
                    return Attempt.busy(); // Its pid may be another process's by now.
                }
                tracee.interrupt();
                return follow(tracee, idleProbe, decision);
            }
        }
    }

    private Attempt follow(Tracee tracee, IdleProbe idleProbe, TracingThread.Decision decision)
            throws LinuxException, Unreadable, Refusal {
        while (tracee.awaitStop()) {
            if (tracee.isStoppedByOthers()) {
                throw Refusal.stoppedByOthers();
            }
            if (idleProbe.isInAccept()) {
                Moment moment = idleProbe.moment();
                if (IdleProof.maySignal(moment, profile, false) && decision.take()) {
                    handle.signal(signal);
                    return Attempt.sentAt(moment);
                }
            }
            if (decision.isTaken()) {
                break;
            }
            tracee.step();
        }
        return Attempt.busy();
    }

    @Override
    public void close() {
        inspection.close();
    }
}
