package dev.kidreaper.recycle;

import dev.kidreaper.decide.IdleProof;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Moment;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Asks one worker to leave, again and again, until it has left or its time is over.
/*
 * First at a moment at which nothing can be harmed: see Delivery. If none comes in the time for
 * that, then amid a request, where it does no harm to that kind of worker; if that does not come
 * either, plainly, once, but not to one that reads its request. A busy worker that has the signal
 * obeys it after its request; so it is sent again only at a harmless moment, or blindly where the
 * kernel does not let us see.
 */
final class GracefulStop {
    private static final Duration KILLED_WITHIN = Duration.ofSeconds(10);
    private static final Duration LAST_LOOK = Duration.ofSeconds(2);

    private final Manager manager;
    private final Signal signal;
    private final Pace pace;
    private final Proc proc;
    private boolean asked;

    GracefulStop(Manager manager, Signal signal, Pace pace, Proc proc) {
        this.manager = manager;
        this.signal = signal;
        this.pace = pace;
        this.proc = proc;
    }

    /// What came of it.
    ///
    /// @param left whether it has left
    /// @param asked whether the signal was sent at all
    /// @param proven whether it was seen idle, stopped, when the signal was delivered
    /// @param killed whether it was ended by KILL, as the operator allowed
    record Answer(boolean left, boolean asked, boolean proven, boolean killed) {}

    Answer ask(WorkerHandle workerHandle) throws LinuxException, Unreadable, Refusal {
        asked = false;
        boolean careful = isThreaded() || !manager.profile().harmless().contains(Moment.BUSY);
        boolean proven = false;
        long start = System.nanoTime();
        try (var delivery = careful ? delivery(workerHandle) : null) {
            for (boolean first = true; ; first = false) {
                proven |= send(workerHandle, delivery, first, start);
                if (workerHandle.awaitExit(
                        asked ? Durations.min(pace.resend(), left(start)) : Duration.ZERO)) {
                    return new Answer(true, asked, proven, false);
                }
                if (pace.killAfter() != null && since(start).compareTo(pace.killAfter()) >= 0) {
                    workerHandle.signal(Signal.KILL);
                    return new Answer(workerHandle.awaitExit(KILLED_WITHIN), asked, false, true);
                }
                if (left(start).isZero()) {
                    return new Answer(false, asked, proven, false);
                }
            }
        } catch (LinuxException e) {
            if (e.isGone() || workerHandle.hasExited()) {
                return new Answer(true, asked, proven, false);
            }
            throw e;
        } catch (Unreadable e) {
            if (workerHandle.hasExited()) {
                return new Answer(true, asked, proven, false);
            }
            throw e;
        }
    }

    /// Sends the signal once, if there is a way. Whether the worker was proven idle.
    private boolean send(
            WorkerHandle workerHandle, @Nullable Delivery delivery, boolean first, long start)
            throws LinuxException, Unreadable, Refusal {
        Moment moment = Moment.HIDDEN;
        if (delivery != null) {
            var attempt = delivery.attempt(Durations.min(untouched(first), left(start)));
            boolean more = first && !isThreaded() && !manager.profile().harmless().isEmpty();
            if (!attempt.sent() && attempt.moment() != Moment.HIDDEN && more) {
                attempt = delivery.attemptAmidRequest(Durations.min(amidRequest(), left(start)));
            }
            if (attempt.sent()) {
                asked = true;
                return attempt.moment() == Moment.IDLE;
            }
            moment = attempt.moment();
        }
        if (manager.profile().onlyProven()) {
            refuseUnproven(moment, start);
        } else if (moment == Moment.HIDDEN || (first && mayBePlain(moment))) {
            workerHandle.signal(signal);
            asked = true;
        }
        return false;
    }

    /// How long to look for a moment at which no request is touched. A worker that is followed
    /// cannot be missed at it; one that is only looked at may never be caught idle.
    private Duration untouched(boolean first) {
        boolean followed = isThreaded() || IdleProof.mayFollow(manager.profile());
        return !first
                ? pace.resend().dividedBy(2)
                : followed ? pace.proof() : pace.proof().dividedBy(4);
    }

    private boolean isThreaded() {
        return manager.profile().acceptor() != null;
    }

    private Duration amidRequest() {
        Duration rest = pace.proof().minus(untouched(true));
        return Durations.max(rest, LAST_LOOK);
    }

    /// Whether the signal may be sent at a moment that is not known to be good. Of a kind that is
    /// not known nobody can say what its reading is, and the operator has named the signal.
    private boolean mayBePlain(Moment moment) {
        return moment != Moment.READING || manager.profile().isUnknown();
    }

    private void refuseUnproven(Moment moment, long start) throws Refusal {
        if (moment == Moment.HIDDEN) {
            throw new Refusal(
                    "the kernel does not let us see whether it is idle, and %s to a busy one cuts"
                                    .formatted(signal)
                            + " requests off: run as root");
        }
        if (!asked && left(start).isZero()) {
            throw new Refusal(
                    "it was busy all the time, and %s to a busy one cuts requests off"
                            .formatted(signal));
        }
    }

    private @Nullable Delivery delivery(WorkerHandle workerHandle) throws LinuxException {
        try {
            return Delivery.prepare(workerHandle, manager.profile(), signal, proc);
        } catch (LinuxException e) {
            if (e.isNotPermitted()) {
                return null;
            }
            throw e;
        }
    }

    /// How long it may still take to leave: to the deadline, or to the moment of KILL.
    private Duration left(long start) {
        Duration longest = pace.killAfter() != null ? pace.killAfter() : pace.deadline();
        Duration left = longest.minus(since(start));
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
