package dev.kidreaper.recycle;

import dev.kidreaper.decide.IdleProof;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Moment;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.Profile;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/// Stops the worker again and again, inspects it, and sends the signal when the moment is good: for
/// workers that may not be followed, and where the kernel does not let us follow.
/*
 * The signal is pending before the worker runs again, so the worker handles it before it does
 * anything else. Why that is a proof: see IdleProof. At each inspection the worker stands still for
 * some tenths of a millisecond.
 */
final class StopAndInspect implements Delivery {
    /// The pauses between two inspections are short at first, then so long that a busy worker
    /// hardly notices them.
    private static final int SHORT_PAUSES = 20;

    private static final long SHORT_NANOS = 1_000_000;
    private static final long LONG_NANOS = 5_000_000;

    /// The shortest time that is spent on moments amid a request.
    private static final Duration AMID_REQUEST_AT_LEAST = Duration.ofSeconds(2);

    private final StoppableWorker worker;
    private final Profile profile;
    private final Signal signal;
    private final Pace pace;

    StopAndInspect(StoppableWorker worker, Profile profile, Signal signal, Pace pace) {
        this.worker = worker;
        this.profile = profile;
        this.signal = signal;
        this.pace = pace;
    }

    /// A worker under load may never be found idle, so most of the time is for moments amid a
    /// request.
    @Override
    public Attempt attempt(boolean first, Deadline deadline)
            throws LinuxException, Unreadable, Refusal {
        Duration idle = first ? pace.proof().dividedBy(4) : pace.resend().dividedBy(2);
        Attempt attempt = betweenRequests(deadline.within(idle));
        return first && attempt.mayBeRepeated() && !profile.harmless().isEmpty()
                ? amidRequest(pace.proof().minus(idle), deadline)
                : attempt;
    }

    /// Waits for a moment at which no request is touched.
    Attempt betweenRequests(Deadline deadline) throws LinuxException, Unreadable, Refusal {
        return inspectUntil(deadline, false);
    }

    /// Waits also for a moment amid a request at which the signal does no harm to that kind of
    /// worker.
    ///
    /// @param longest the time for it, but at least {@link #AMID_REQUEST_AT_LEAST} if the deadline
    ///   allows
    Attempt amidRequest(Duration longest, Deadline deadline)
            throws LinuxException, Unreadable, Refusal {
        Duration enough = Durations.max(longest, AMID_REQUEST_AT_LEAST);
        return inspectUntil(deadline.within(enough), true);
    }

    private Attempt inspectUntil(Deadline deadline, boolean amidRequest)
            throws LinuxException, Unreadable, Refusal {
        for (int count = 0; ; count++) {
            if (count % SHORT_PAUSES == 0 && !worker.identifySockets()) {
                return Attempt.hidden();
            }
            Attempt attempt = inspect(amidRequest);
            boolean over = deadline.isOver() || worker.handle().hasExited();
            if (over || !attempt.mayBeRepeated()) {
                return attempt;
            }
            long pause = count < SHORT_PAUSES ? SHORT_NANOS : LONG_NANOS;
            // Spread, so that the inspections do not fall into step with the worker's own rhythm.
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(pause / 2, pause * 3 / 2));
        }
    }

    private Attempt inspect(boolean amidRequest) throws LinuxException, Unreadable, Refusal {
        worker.refuseIfStopped();
        try {
            Moment moment = worker.stop();
            boolean good = IdleProof.maySignal(moment, profile, amidRequest);
            if (good) {
                worker.handle().signal(signal);
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
