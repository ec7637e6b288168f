package dev.kidreaper.pool;

import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.RecyclePolicy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What must hold whenever a worker is asked to leave, whoever asks. Broken rules throw.
public final class RecycleRules {
    private static final Duration BREAKER = Duration.ofMinutes(1);

    private final RecyclePolicy policy;
    private final SimulatedTime time;
    private final Map<ProcessId, Long> underWay = new HashMap<>();
    private final Map<ProcessId, Long> waiting = new HashMap<>();
    private long lastAsked;
    private long brokenSince;
    private boolean any;
    private boolean broken;
    private int recycled;
    private int failed;
    private int most;

    public RecycleRules(RecyclePolicy policy, SimulatedTime time) {
        this.policy = policy;
        this.time = time;
    }

    /// A worker is asked to leave.
    public void asked(ProcessId worker, long born, @Nullable RecycleCause cause) {
        asked(worker, born, cause, false);
    }

    /// A worker is asked to leave.
    ///
    /// @param exactly whether it goes as soon as it has reached its own limit, while others are
    ///   away and the pause is not over
    public void asked(ProcessId worker, long born, @Nullable RecycleCause cause, boolean exactly) {
        long now = time.now();
        must(underWay.putIfAbsent(worker, now) == null, worker + " is asked twice");
        RecycleCause why = Objects.requireNonNull(cause);
        must(why.isRecycle(), worker + " goes for " + why);
        must(!policy.observe(), worker + " is asked though the pool is only observed");
        must(
                why.isAskedFor() || !policy.isBlackout(time.local()),
                worker + " is asked in a blackout");
        must(
                exactly || time.since(born).compareTo(policy.pace().newborn()) >= 0,
                worker + " is asked as a newborn, aged " + time.since(born));
        must(exactly || underWay.size() <= policy.atOnce(), underWay.size() + " are away");
        must(
                exactly || !any || time.since(lastAsked).compareTo(policy.pace().pause()) >= 0,
                worker + " is asked " + time.since(lastAsked) + " after another one");
        must(
                !broken || time.since(brokenSince).compareTo(BREAKER) >= 0,
                worker + " is asked though the breaker is open");
        any = true;
        lastAsked = now;
        waiting.remove(worker);
        most = Math.max(most, underWay.size());
    }

    /// A recycle has ended.
    public void ended(Outcome outcome) {
        must(underWay.remove(outcome.worker()) != null, outcome + " ends, and was not begun");
        switch (outcome) {
            case Outcome.Recycled _ -> recycled++;
            case Outcome.Failed f -> {
                failed++;
                broken |= f.fatal();
                brokenSince = f.fatal() ? time.now() : brokenSince;
            }
            case Outcome.Vanished _ -> {}
        }
    }

    /// Those that are under way.
    public Set<ProcessId> underWay() {
        return underWay.keySet();
    }

    public int recycled() {
        return recycled;
    }

    public int failed() {
        return failed;
    }

    /// How many were away at once at most.
    public int most() {
        return most;
    }

    /// No recycle lasts longer than that.
    public void endsWithin(Duration longest) {
        underWay.forEach((worker, since) ->
                must(
                        time.since(since).compareTo(longest) <= 0,
                        "the recycle of " + worker + " does not end"));
    }

    /// A worker that is to go has waited for so long more while nothing held it.
    public void waits(ProcessId worker, long nanos, Duration longest) {
        long all = waiting.merge(worker, nanos, Long::sum);
        must(
                Duration.ofNanos(all).compareTo(longest) <= 0,
                worker + " is to go, and has waited for " + Duration.ofNanos(all));
    }

    /// A worker that was to go need not go any more.
    public void waitsNoMore(ProcessId worker) {
        waiting.remove(worker);
    }

    /// A broken rule ends the simulation.
    public void must(boolean holds, String otherwise) {
        if (!holds) {
            throw new BrokenRule(otherwise + " (at " + time.local() + ")");
        }
    }

    /// What a simulation must never see.
    public static final class BrokenRule extends AssertionError {
        private static final long serialVersionUID = 1;

        BrokenRule(String what) {
            super(what);
        }
    }
}
