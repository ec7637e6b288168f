package dev.kidreaper.recycle;

import dev.kidreaper.decide.IdleProof;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Moment;
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/// Stops the worker when it looks idle, inspects it, and sends the signal when the moment is good:
/// for workers that may not be followed, and where the kernel does not let us follow.
/*
 * The signal is pending before the worker runs again, so the worker handles it before it does
 * anything else. Why that is a proof: see IdleProof. At each inspection the worker stands still for
 * some tenths of a millisecond. It is not stopped in a call that the stop would cut short.
 */
final class StopAndInspect implements Delivery {
    /// The pauses between two inspections are short at first, then so long that a busy worker
    /// hardly notices them.
    private static final int SHORT_PAUSES = 20;

    private static final long SHORT_NANOS = 1_000_000;
    private static final long LONG_NANOS = 5_000_000;

    /// Amid a request a stop may meet a call that the worker was not in when it was read.
    private static final long AMID_REQUEST_NANOS = 50_000_000;

    /// The shortest time that is spent on moments amid a request.
    private static final Duration AMID_REQUEST_AT_LEAST = Duration.ofSeconds(2);

    private final LeaveRequest request;
    private final StoppableWorker worker;

    StopAndInspect(LeaveRequest request, StoppableWorker worker) {
        this.request = request;
        this.worker = worker;
    }

    /// A worker under load may never be found idle, so most of the time is for moments amid a
    /// request.
    @Override
    public Attempt attempt(Deadline deadline) throws LinuxException, Unreadable, Refusal {
        if (worker.isLetGoByOthers(deadline)) {
            return Attempt.busy();
        }
        Duration proof = request.pace().proof();
        Attempt attempt = inspectUntil(deadline.within(proof.dividedBy(4)), Aim.IDLE);
        if (!attempt.mayBeRepeated() || request.profile().harmless().isEmpty()) {
            return attempt;
        }
        Duration rest = Durations.max(proof.dividedBy(4).multipliedBy(3), AMID_REQUEST_AT_LEAST);
        return inspectUntil(deadline.within(rest), Aim.AMID_REQUEST);
    }

    @Override
    public boolean servesOn(Deadline deadline) throws LinuxException, Unreadable, Refusal {
        return inspectUntil(deadline, Aim.SEE).moment() == Moment.IDLE;
    }

    /// What the inspections are for.
    private enum Aim {
        /// To signal an idle worker.
        IDLE,
        /// To signal one that is idle or at a harmless moment amid its request.
        AMID_REQUEST,
        /// To see an idle one, and not to signal it.
        SEE
    }

    private Attempt inspectUntil(Deadline deadline, Aim aim)
            throws LinuxException, Unreadable, Refusal {
        for (int count = 0; ; count++) {
            if (count % SHORT_PAUSES == 0 && !worker.identifySockets()) {
                return Attempt.hidden();
            }
            Attempt attempt = inspect(aim);
            boolean over = deadline.isOver() || worker.handle().hasExited();
            boolean seen = aim == Aim.SEE && attempt.moment() == Moment.IDLE;
            if (over || seen || !attempt.mayBeRepeated()) {
                return attempt;
            }
            long pause =
                    aim == Aim.AMID_REQUEST
                            ? AMID_REQUEST_NANOS
                            : count < SHORT_PAUSES ? SHORT_NANOS : LONG_NANOS;
            // Spread, so that the inspections do not fall into step with the worker's own rhythm.
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(pause / 2, pause * 3 / 2));
        }
    }

    private Attempt inspect(Aim aim) throws LinuxException, Unreadable, Refusal {
        boolean amidRequest = aim == Aim.AMID_REQUEST;
        worker.refuseIfStopped();
        if (!worker.mayBeStopped(amidRequest)) {
            return Attempt.busy();
        }
        try {
            Moment moment = worker.stop();
            boolean good =
                    aim != Aim.SEE
                            && IdleProof.maySignal(moment, request.profile(), amidRequest)
                            && request.departure().tryTake();
            if (good) {
                worker.handle().signal(request.signal());
            }
            return new Attempt(moment, good);
        } finally {
            worker.resume();
        }
    }

    @Override
    public void close() {
        worker.close();
    }
}
