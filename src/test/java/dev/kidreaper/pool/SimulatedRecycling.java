package dev.kidreaper.pool;

import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Recycles that end when they like, and as they like: the worker leaves, refuses to, or is gone.
public final class SimulatedRecycling implements WorkerRecycling {
    private static final long SECOND = 1_000_000_000L;

    /// No job takes longer.
    public static final Duration LONGEST = Duration.ofSeconds(80);

    private final SimulatedTime time;
    private final RandomGenerator random;
    private final SimulatedManager manager;
    private final RecycleRules rules;
    private final List<Job> jobs = new ArrayList<>();
    private long elsewhereUntil;
    private boolean losing;

    private record Job(
            SimulatedWorker worker,
            Outcome outcome,
            long begun,
            long leaves,
            long ends,
            BiConsumer<Outcome, Duration> then) {}

    public SimulatedRecycling(
            SimulatedTime time,
            RandomGenerator random,
            SimulatedManager manager,
            RecycleRules rules) {
        this.time = time;
        this.random = random;
        this.manager = manager;
        this.rules = rules;
        this.elsewhereUntil = time.now();
    }

    /// From now on no job ever ends: a fault.
    public void lose() {
        losing = true;
    }

    /// Whether another program has the right to recycle just now.
    public boolean isElsewhere() {
        return jobs.isEmpty() && time.now() - elsewhereUntil < 0;
    }

    /// An operator has taken the right, for a while.
    public void takeElsewhere() {
        elsewhereUntil = time.now() + random.nextLong(20 * SECOND);
    }

    /// Workers leave, and jobs end, whose time has come.
    public void live() {
        long now = time.now();
        for (Job job : List.copyOf(jobs)) {
            if (now - job.leaves >= 0 && !(job.outcome instanceof Outcome.Failed f && !f.fatal())) {
                job.worker.exit();
            }
            if (now - job.ends >= 0 && !losing) {
                jobs.remove(job);
                rules.ended(job.outcome);
                job.then.accept(job.outcome, Duration.ofNanos(now - job.begun));
            }
        }
    }

    @Override
    public Right acquire() {
        return isElsewhere() ? new Right.Elsewhere(null) : new Right.Ours();
    }

    @Override
    public int running() {
        return jobs.size();
    }

    @Override
    public int away() {
        return jobs.size();
    }

    @Override
    public void release() {
        // Held by nobody.
    }

    @Override
    public void close() {
        jobs.clear();
    }

    @Override
    public void start(
            ProcessId worker,
            Reason reason,
            @Nullable Duration killAfter,
            @Nullable RecycleEvidence evidence,
            BiConsumer<Outcome, Duration> then) {
        SimulatedWorker its = manager.worker(worker);
        rules.asked(worker, its.born(), reason.cause());
        long now = time.now();
        long leaves = now + random.nextLong(8 * SECOND);
        long ends = leaves + random.nextLong(5 * SECOND);
        int dice = random.nextInt(20);
        Outcome outcome;
        if (!its.isAlive()) {
            outcome = new Outcome.Vanished(worker, reason);
            ends = now;
        } else if (dice == 0) {
            outcome = new Outcome.Vanished(worker, reason);
        } else if (dice == 1) {
            outcome = new Outcome.Failed(worker, reason, "nobody came", true, false);
        } else if (dice < 4) {
            outcome = new Outcome.Failed(worker, reason, "it stayed", false, false);
            ends = now + 60 * SECOND + random.nextLong(20 * SECOND);
        } else {
            var took = Duration.ofNanos(leaves - now);
            outcome = new Outcome.Recycled(worker, reason, took, null, true, false);
        }
        jobs.add(new Job(its, outcome, now, leaves, ends, then));
    }
}
