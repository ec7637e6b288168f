package dev.kidreaper.recycle;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Moment;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.recycle.Delivery.Attempt;
import java.time.Duration;

/// Asks one worker to leave, and waits until it has left or its time is over.
/*
 * Only at a moment at which the signal does no harm: see Delivery. Where none comes in time, the
 * worker is left alone. It is sent once: one that is seen serving on has not obeyed, and is not
 * away.
 */
final class GracefulStop {
    private static final Duration KILLED_WITHIN = Duration.ofSeconds(10);

    /// How often it is looked whether a worker that was stopped goes on.
    private static final Duration STOPPED_FOR = Duration.ofMillis(200);

    private final LeaveRequest request;
    private final Pace pace;

    GracefulStop(LeaveRequest request) {
        this.request = request;
        this.pace = request.pace();
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
    /// @param longest the time in which it must be asked, or it is left alone; one that was asked
    ///   has the time that the pace gives it
    /// @throws Refusal when it must not be signalled; it has not been, or not again
    Answer ask(Duration longest) throws LinuxException, Unreadable, Refusal {
        WorkerHandle handle = request.handle();
        boolean asked = false;
        boolean proven = false;
        var whole = Deadline.in(pace.killAfter() != null ? pace.killAfter() : pace.deadline());
        try (var delivery = Delivery.choose(request)) {
            Attempt attempt = signal(delivery, whole.within(longest));
            asked = attempt.sent();
            proven = asked && attempt.moment() == Moment.IDLE;
            if (handle.hasExited() || (asked && awaitLeave(delivery, whole))) {
                return new Answer(true, asked, proven, false);
            }
            return pace.killAfter() != null && whole.isOver()
                    ? kill(handle)
                    : new Answer(false, asked, proven, false);
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

    private Attempt signal(Delivery delivery, Deadline deadline)
            throws LinuxException, Unreadable, Refusal {
        while (true) {
            Attempt attempt = attempt(delivery, deadline);
            if (attempt.moment() == Moment.HIDDEN && !attempt.sent()) {
                attempt = new PlainSignal(request).attempt(deadline);
            }
            if (attempt.sent() || deadline.isOver() || request.handle().hasExited()) {
                return attempt;
            }
            request.departure().refuseIfForbidden();
        }
    }

    /// A worker that stands still cannot be asked. One that may be killed is given its time.
    private Attempt attempt(Delivery delivery, Deadline deadline)
            throws LinuxException, Unreadable, Refusal {
        try {
            return delivery.attempt(deadline);
        } catch (Refusal e) {
            if (pace.killAfter() == null || !e.isStopped()) {
                throw e;
            }
            request.handle().awaitExit(Durations.min(STOPPED_FOR, deadline.left()));
            return Attempt.busy();
        }
    }

    /// Waits until a worker that was asked has left. False when it serves on, or the time is over.
    private boolean awaitLeave(Delivery delivery, Deadline whole)
            throws LinuxException, Unreadable, Refusal {
        while (!request.handle().awaitExit(Durations.min(pace.settle(), whole.left()))) {
            // One that may be killed is given all of its time.
            boolean servesOn =
                    pace.killAfter() == null && delivery.servesOn(whole.within(pace.settle()));
            if (servesOn || whole.isOver()) {
                return false;
            }
        }
        return true;
    }

    private Answer kill(WorkerHandle handle) throws LinuxException, Refusal {
        request.departure().tryTake();
        request.departure().refuseIfForbidden();
        handle.signal(Signal.KILL);
        return new Answer(handle.awaitExit(KILLED_WITHIN), true, false, true);
    }
}
