package dev.kidreaper.act;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Moment;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.ProcessId;
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

    private static final Attempt UNSEEN = new Attempt(Moment.HIDDEN, false);

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
        if (!leaving.left) {
            return failed(target.id(), reason, stayed(leaving, after));
        }
        return switch (replacements.await()) {
            case Replacements.Serving serving ->
                    new Outcome.Recycled(
                            target.id(),
                            reason,
                            after,
                            serving.worker(),
                            leaving.idleProof,
                            leaving.killed);
            case Replacements.None none ->
                    new Outcome.Failed(
                            target.id(), reason, "it left, but " + none.problem(), true, false);
        };
    }

    private String stayed(Leaving leaving, Duration after) {
        return leaving.asked
                ? "still there %s after %s: a long request? It was not killed (see --kill-after)"
                        .formatted(Durations.words(after), signal)
                : ("still there: busy for all of %s, so %s was not sent, which could harm its"
                                + " request. It was not killed (see --kill-after)")
                        .formatted(Durations.words(after), signal);
    }

    /// How far asking a worker to leave has come.
    private record Leaving(boolean left, boolean asked, boolean idleProof, boolean killed) {}

    /// Asks it to leave, again and again, until it has left or the deadline is over.
    private Leaving leave(Target target, long start) throws LinuxException, Unreadable, Refusal {
        boolean careful = !manager.profile().harmless().contains(Moment.BUSY);
        boolean asked = false;
        boolean proven = false;
        try (var delivery = careful ? delivery(target) : null) {
            for (int round = 0; ; round++) {
                var attempt = delivery == null ? UNSEEN : attempt(delivery, round, start);
                proven |= attempt.sent() && attempt.moment() == Moment.IDLE;
                boolean sent = attempt.sent() || sendBlindly(target, attempt.moment(), round);
                asked |= sent;
                if (target.awaitExit(sent ? min(pace.resend(), left(start)) : Duration.ZERO)) {
                    return new Leaving(true, asked, proven, false);
                }
                if (pace.killAfter() != null && since(start).compareTo(pace.killAfter()) >= 0) {
                    target.signal(Signal.KILL);
                    return new Leaving(target.awaitExit(KILLED_WITHIN), true, false, true);
                }
                if (left(start).isZero()) {
                    return new Leaving(false, asked, proven, false);
                }
            }
        } catch (LinuxException e) {
            if (e.isGone() || target.hasExited()) {
                return new Leaving(true, asked, proven, false);
            }
            throw e;
        } catch (Unreadable e) {
            if (target.hasExited()) {
                return new Leaving(true, asked, proven, false);
            }
            throw e;
        }
    }

    private Attempt attempt(Delivery delivery, int round, long start)
            throws LinuxException, Unreadable, Refusal {
        Duration looking = round == 0 ? pace.proof() : pace.resend().dividedBy(2);
        return delivery.attempt(left(start), min(looking, left(start)));
    }

    /// Sends the signal at a moment that was not seen to be good, where nothing better is to be
    /// had: when the kernel does not let us see, or, once, to a worker of an unknown kind. One that
    /// reads its request would be cut off, and one amid its own code could crash.
    private boolean sendBlindly(Target target, Moment moment, int round) throws LinuxException {
        boolean blind = moment == Moment.HIDDEN || (manager.profile().isUnknown() && round == 0);
        if (blind) {
            target.signal(signal);
        }
        return blind;
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
