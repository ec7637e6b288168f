package dev.kidreaper.recycle;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Moment;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.Profile;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;

/// Asks one worker to leave, again and again, until it has left or its time is over.
/*
 * First at a moment at which the signal does no harm: see Delivery. If none comes in time, then
 * once at any other moment, unless the worker reads its request. A busy worker that has the signal
 * obeys it after its request. So the signal is sent again only at a harmless moment, or at any
 * moment where the kernel does not let us see.
 */
final class GracefulStop {
    private static final Duration KILLED_WITHIN = Duration.ofSeconds(10);

    private final Profile profile;
    private final Signal signal;
    private final Pace pace;
    private final Proc proc;
    private boolean asked;

    GracefulStop(Manager manager, Signal signal, Pace pace, Proc proc) {
        this.profile = manager.profile();
        this.signal = signal;
        this.pace = pace;
        this.proc = proc;
    }

    /// The end of it.
    ///
    /// @param left whether the worker has left
    /// @param asked whether the signal was sent at all
    /// @param proven whether the worker was stopped and seen idle when the signal was sent
    /// @param killed whether it was ended by KILL, as the operator allowed
    record Answer(boolean left, boolean asked, boolean proven, boolean killed) {}

    /// Asks the worker and waits until it has left or its time is over.
    ///
    /// @throws Refusal when it must not be signalled; it has not been, or not again
    Answer ask(WorkerHandle handle) throws LinuxException, Unreadable, Refusal {
        asked = false;
        boolean proven = false;
        var deadline = Deadline.in(pace.killAfter() != null ? pace.killAfter() : pace.deadline());
        try (var delivery = Delivery.choose(handle, profile, signal, pace, proc)) {
            for (boolean first = true; ; first = false) {
                proven |= send(handle, delivery, first, deadline);
                if (handle.awaitExit(
                        asked ? Durations.min(pace.resend(), deadline.left()) : Duration.ZERO)) {
                    return new Answer(true, asked, proven, false);
                }
                if (deadline.isOver()) {
                    return pace.killAfter() == null
                            ? new Answer(false, asked, proven, false)
                            : kill(handle);
                }
            }
        } catch (LinuxException e) {
            if (e.isGone() || handle.hasExited()) {
                return new Answer(true, asked, proven, false);
            }
            throw e;
        } catch (Unreadable e) {
            if (handle.hasExited()) {
                return new Answer(true, asked, proven, false);
            }
            throw e;
        }
    }

    private Answer kill(WorkerHandle handle) throws LinuxException {
        handle.signal(Signal.KILL);
        return new Answer(handle.awaitExit(KILLED_WITHIN), asked, false, true);
    }

    /// Sends the signal once, if it may be sent. Whether the worker was proven idle.
    private boolean send(WorkerHandle handle, Delivery delivery, boolean first, Deadline deadline)
            throws LinuxException, Unreadable, Refusal {
        Attempt attempt = delivery.attempt(first, deadline);
        if (attempt.sent()) {
            asked = true;
            return attempt.moment() == Moment.IDLE;
        }
        boolean hidden = attempt.moment() == Moment.HIDDEN;
        if (profile.isOnlyProven()) {
            if (hidden) {
                throw Refusal.unseen(signal);
            }
            if (!asked && deadline.isOver()) {
                throw Refusal.neverIdle(signal);
            }
        } else if (hidden || (first && maySendAt(attempt.moment()))) {
            handle.signal(signal);
            asked = true;
        }
        return false;
    }

    /// Whether the signal may be sent at a moment that is not known to be harmless. Of an unknown
    /// kind nobody knows what its reading is, and the operator has named the signal.
    private boolean maySendAt(Moment moment) {
        return moment != Moment.READING || profile.isUnknown();
    }
}
