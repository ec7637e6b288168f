package dev.kidreaper.act;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Moment;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Profile;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Recycles one worker: asks it to leave at a harmless moment, sees that it leaves, and that
/// another one serves in its place.
public final class Recycler {
    /// After the deadline for leaving, how long KILL may take.
    private static final Duration KILLED_WITHIN = Duration.ofSeconds(10);

    private final Proc proc;
    private final PoolReader pools;
    private final Manager manager;
    private final Signal signal;
    private final Pace pace;
    private final Replacements replacements;

    /// A recycler of that manager's workers.
    ///
    /// @param signal what asks them to leave
    public Recycler(Proc proc, PoolReader pools, Manager manager, Signal signal, Pace pace) {
        this.proc = proc;
        this.pools = pools;
        this.manager = manager;
        this.signal = signal;
        this.pace = pace;
        this.replacements = new Replacements(pools, manager, pace);
    }

    /// Recycles one worker and waits for the end of it, at most twice the pace's deadline.
    public Outcome recycle(ProcessId worker, Reason reason) {
        try {
            replacements.remember();
            try (var target = Target.open(manager, worker, signal, pools, proc)) {
                return recycle(target, reason);
            }
        } catch (Refusal e) {
            return failed(worker, reason, "left alone: " + e.sentence());
        } catch (Unreadable e) {
            return switch (e.why()) {
                case GONE -> new Outcome.Vanished(worker);
                case DENIED -> notPermitted(worker, reason, e.sentence());
                case BROKEN -> failed(worker, reason, e.sentence());
            };
        } catch (LinuxException e) {
            return e.isGone()
                    ? new Outcome.Vanished(worker)
                    : e.isNotPermitted()
                            ? notPermitted(worker, reason, e.sentence())
                            : failed(worker, reason, e.sentence());
        }
    }

    private Outcome recycle(Target target, Reason reason)
            throws LinuxException, Unreadable, Refusal {
        long start = System.nanoTime();
        var leaving = leave(target, start);
        var after = Duration.ofNanos(System.nanoTime() - start);
        if (leaving == null) {
            return failed(
                    target.id(),
                    reason,
                    "still there %s after %s: a long request? It was not killed (see --kill-after)"
                            .formatted(Durations.words(after), signal));
        }
        return switch (replacements.await()) {
            case Replacements.Serving serving ->
                    recycled(target, reason, after, serving.worker(), leaving);
            case Replacements.NotWanted _ -> recycled(target, reason, after, null, leaving);
            case Replacements.None none ->
                    new Outcome.Failed(
                            target.id(), reason, "it left, but " + none.problem(), true, false);
        };
    }

    private record Leaving(boolean idleProof, boolean killed) {}

    private static Outcome recycled(
            Target target,
            Reason reason,
            Duration after,
            @Nullable ProcessId replacedBy,
            Leaving leaving) {
        return new Outcome.Recycled(
                target.id(), reason, after, replacedBy, leaving.idleProof, leaving.killed);
    }

    /// Asks it to leave, again and again. How it left; null when it did not by the deadline.
    private @Nullable Leaving leave(Target target, long start)
            throws LinuxException, Unreadable, Refusal {
        Profile profile = manager.profile();
        boolean careful = !profile.harmless().contains(Moment.BUSY);
        boolean proven = false;
        boolean asked = false;
        try (var delivery = careful ? delivery(target) : null) {
            for (int round = 0; ; round++) {
                Duration bound = round == 0 ? pace.proof() : pace.resend().dividedBy(2);
                var attempt =
                        delivery == null
                                ? new Delivery.Attempt(Moment.HIDDEN, false)
                                : delivery.attempt(min(bound, left(start)));
                proven |= attempt.sent() && attempt.moment() == Moment.IDLE;
                asked |= attempt.sent();
                if (!attempt.sent() && isPlainDue(round, attempt.moment())) {
                    target.signal(signal);
                    asked = true;
                }
                if (target.awaitExit(asked ? min(pace.resend(), left(start)) : Duration.ZERO)) {
                    return new Leaving(proven, false);
                }
                if (pace.killAfter() != null && since(start).compareTo(pace.killAfter()) >= 0) {
                    target.signal(Signal.KILL);
                    return target.awaitExit(KILLED_WITHIN) ? new Leaving(false, true) : null;
                }
                if (left(start).isZero()) {
                    return stays(asked);
                }
            }
        } catch (LinuxException e) {
            if (e.isGone() || target.hasExited()) {
                return new Leaving(proven, false);
            }
            throw e;
        } catch (Unreadable e) {
            if (target.hasExited()) {
                return new Leaving(proven, false);
            }
            throw e;
        }
    }

    /// Whether to send the signal though no good moment came. A busy worker that has it already
    /// obeys it after its request; only one that we cannot see into is sent it again.
    private boolean isPlainDue(int round, Moment moment) throws Refusal {
        if (!manager.profile().onlyProven()) {
            return round == 0 || moment == Moment.HIDDEN;
        }
        if (moment == Moment.HIDDEN) {
            throw new Refusal(
                    "the kernel does not let us see whether it is idle, and %s to a busy one cuts"
                                    .formatted(signal)
                            + " requests off: run as root");
        }
        return false;
    }

    /// One that has not left by the deadline.
    private @Nullable Leaving stays(boolean asked) throws Refusal {
        if (asked) {
            return null;
        }
        throw new Refusal(
                "it was busy all the time, and %s to a busy one cuts requests off"
                        .formatted(signal));
    }

    private @Nullable Delivery delivery(Target target) throws LinuxException {
        try {
            return Delivery.prepare(target, manager.profile(), signal, proc);
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

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static Outcome failed(ProcessId worker, Reason reason, String problem) {
        return new Outcome.Failed(worker, reason, problem, false, false);
    }

    private static Outcome notPermitted(ProcessId worker, Reason reason, String problem) {
        return new Outcome.Failed(
                worker,
                reason,
                "not permitted (%s): run as root or as the workers' user".formatted(problem),
                true,
                true);
    }
}
