package dev.kidreaper.pool.served;

import dev.kidreaper.decide.Backoff;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.model.Signal;
import dev.kidreaper.pool.PoolSamples;
import dev.kidreaper.pool.RecycleEvidence;
import dev.kidreaper.pool.places.WorkerPlaces;
import dev.kidreaper.pool.served.SpawnedWorker.State;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// How a served pool's workers end, asked or not, and how soon others may be started. For the
/// thread that owns the pool.
/*
 * A worker that is let go needs no signal: its connection is closed and its listening socket ended,
 * so its own loop of accepting ends, and it exits in its own way. One that stays nevertheless gets
 * TERM: it has no request, and can get none. KILL only where the operator named it: by --kill-after
 * or, for one that is stuck in a request, by --request-timeout.
 */
final class WorkerShutdown {
    private static final Duration BY_ITSELF = Duration.ofSeconds(3);
    private static final Duration STUCK = Duration.ofSeconds(5);
    private static final Duration STOP = Duration.ofSeconds(10);

    private static final int MOST_WORDS = 200;

    /// Within which a worker has ended that was found broken because it did.
    private static final Duration AT_ONCE = Duration.ofMillis(100);

    private final ServeSettings settings;
    private final SpawnedWorkers spawnedWorkers;
    private final PoolReporter report;
    private final SpawnedSurroundings.Starter workerStarter;
    private final PoolSamples poolSamples;
    private final Map<Integer, RecycleEvidence> grown = new HashMap<>();
    private final WorkerPlaces places = new WorkerPlaces();
    private Backoff backoff = Backoff.NONE;
    private long nextStart;
    private String lastProblem = "";
    private long stoppedSince;
    private boolean overdue;
    private int recycled;
    private int failed;

    WorkerShutdown(
            ServeSettings settings,
            SpawnedWorkers spawnedWorkers,
            PoolReporter report,
            SpawnedSurroundings.Starter workerStarter,
            PoolSamples poolSamples,
            long now) {
        this.settings = settings;
        this.spawnedWorkers = spawnedWorkers;
        this.report = report;
        this.workerStarter = workerStarter;
        this.poolSamples = poolSamples;
        this.nextStart = now;
    }

    /// A worker has no request and no connection any more.
    void let(SpawnedWorker worker, long now) {
        if (worker.state() != State.LEAVING) {
            worker.leaves(spawnedWorkers.weight(worker, RecycleCause.LIMIT), now);
        }
        Reason reason = recycleReason(worker);
        if (reason != null) {
            // Before it tidies up, and gives back what it had.
            RecycleEvidence seen =
                    poolSamples.leaves(worker.trackedWorker, reason, spawnedWorkers.tracked(), now);
            if (seen != null) {
                grown.put(worker.number, seen);
            }
        }
        worker.let(now);
        if (reason != null) {
            report.recycling(worker.id, reason);
        }
        RecycleCause cause = worker.cause();
        if (cause != null) {
            report.leaving(worker.id, cause, worker.requestMeter.requests());
        }
    }

    /// All have no request and no connection any more.
    void stop(long now) {
        spawnedWorkers
                .all()
                .forEach(w -> {
                    w.leaves(spawnedWorkers.weight(w, RecycleCause.STOP), now);
                    w.let(now);
                });
    }

    /// A worker that broke the protocol is replaced.
    void broken(SpawnedWorker worker, String why, long now) {
        report.broken(worker.id, why, RecycleCause.BROKEN);
        worker.leaves(spawnedWorkers.weight(worker, RecycleCause.BROKEN), now);
        worker.let(now);
    }

    /// A worker that is stuck is ended.
    void stuck(SpawnedWorker worker, String request, Duration after, long now) {
        report.stuck(worker.id, request, after);
        worker.leaves(spawnedWorkers.weight(worker, RecycleCause.STUCK), now);
        worker.let(now);
        worker.signal(Signal.TERM);
    }

    /// A worker has exited. Why nobody asked it to; null when somebody did.
    @Nullable String exited(SpawnedWorker worker, long now) {
        RecycleCause leaving = worker.state() == State.LEAVING ? worker.cause() : null;
        boolean asked = leaving != null && leaving != RecycleCause.BROKEN;
        Duration took = worker.inState(now);
        boolean served = worker.requestMeter.requests() > 0;
        List<String> last = asked ? List.of() : worker.lastWords();
        String how = worker.collect();
        spawnedWorkers.remove(worker);
        workerStarter.forget(worker.number);
        report.exited(worker.id, how, leaving);
        if (asked) {
            ended(worker, took);
            return null;
        }
        failed++;
        boolean letGo = leaving != null && took.compareTo(AT_ONCE) > 0;
        String problem =
                (letGo ? "a broken worker was let go (%s)" : "a worker ended by itself (%s)")
                        .formatted(how);
        String said = last.isEmpty() ? problem + ", and said nothing" : problem;
        backOff(backoff.after(worker.trackedWorker.age(now), served), said, now);
        return last.isEmpty() ? said : problem + ": " + shortened(last.getLast());
    }

    /// All that a worker writes is in the log already.
    private static String shortened(String line) {
        return line.length() <= MOST_WORDS ? line : line.substring(0, MOST_WORDS) + "…";
    }

    private void ended(SpawnedWorker worker, Duration took) {
        Reason reason = recycleReason(worker);
        if (reason == null) {
            return;
        }
        recycled++;
        ProcessId next = spawnedWorkers.replacement(worker);
        boolean killed = worker.wasSent(Signal.KILL);
        var outcome = new Outcome.Recycled(worker.id, reason, took, next, !killed, killed);
        RecycleEvidence seen = grown.remove(worker.number);
        // To say why takes a moment, and the pool's thread has none.
        Thread.ofVirtual().name("why-" + worker.id).start(() -> report.ended(outcome, seen));
    }

    /// Why it is recycled; null when it is not, or ends in another way.
    private static @Nullable Reason recycleReason(SpawnedWorker worker) {
        RecycleCause cause = worker.cause();
        return cause != null && cause.isRecycle() ? worker.reason() : null;
    }

    /// A worker could not even be started.
    String notStarted(String why, long now) {
        failed++;
        String problem = "cannot start a worker: " + why;
        backOff(new Backoff(backoff.failures() + 1), problem, now);
        return problem;
    }

    private void backOff(Backoff next, String problem, long now) {
        backoff = next;
        lastProblem = problem;
        nextStart = now + backoff.pause().toNanos();
        report.workerEnded(problem, backoff.pause());
    }

    /// Whether a worker may be started now.
    boolean mayStart(long now) {
        return now - nextStart >= 0;
    }

    /// Has whoever does not leave by itself helped.
    ///
    /// @param stopped whether the whole pool is to end
    void tick(long now, boolean stopped) {
        stoppedSince = stopped ? stoppedSince : now;
        overdue = stopped && now - stoppedSince > STOP.toNanos();
        for (SpawnedWorker worker : spawnedWorkers.all()) {
            if (stopped && worker.hasExited()) {
                exited(worker, now);
            } else if (worker.cause() != null
                    && worker.state() == State.LEAVING
                    && worker.isLet()) {
                help(worker, worker.cause(), now);
            }
        }
    }

    private void help(SpawnedWorker worker, RecycleCause cause, long now) {
        Duration since = worker.inState(now);
        Duration kill = cause == RecycleCause.STUCK ? STUCK : settings.policy().pace().killAfter();
        if (kill != null && since.compareTo(kill) >= 0) {
            if (worker.signal(Signal.KILL)) {
                report.killed(worker.id, cause, since);
            }
        } else if (since.compareTo(BY_ITSELF) >= 0 && worker.signal(Signal.TERM)) {
            report.asked(worker.id, cause);
        }
    }

    /// Whether a stop has taken so long that we go without waiting for the rest; the kernel sends
    /// them TERM then.
    boolean isOverdue() {
        return overdue;
    }

    /// How the pool stands.
    PoolSnapshot describe(long now) {
        var size = spawnedWorkers.limit();
        OptionalLong limit = size == null ? OptionalLong.empty() : OptionalLong.of(size.bytes());
        boolean slowed = !mayStart(now);
        places.look(spawnedWorkers.tracked(), spawnedWorkers::predecessor);
        return new PoolSnapshot(
                        report.pool(),
                        slowed
                                ? PoolSnapshot.State.PAUSED
                                : settings.policy().observe()
                                        ? PoolSnapshot.State.OBSERVING
                                        : PoolSnapshot.State.SERVING,
                        slowed ? lastProblem : spawnedWorkers.words(),
                        null,
                        settings.limits().measure(),
                        size == null ? null : size.bytes(),
                        spawnedWorkers.all().stream().map(w -> w.snapshot(limit)).toList(),
                        spawnedWorkers.count(State.LEAVING) + spawnedWorkers.starting(),
                        recycled,
                        failed,
                        null,
                        List.of())
                .with(ServedWorker.requests(spawnedWorkers.all()), null);
    }

    /// What was seen of the workers' memory, of some that have left lately too.
    List<MemoryTimeline> courses() {
        return poolSamples.courses(spawnedWorkers.tracked());
    }
}
