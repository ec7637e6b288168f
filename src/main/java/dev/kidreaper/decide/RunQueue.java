package dev.kidreaper.decide;

import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.Pool;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Worker;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The workers that one run over a pool still has to recycle, in their order. For one thread at a
/// time.
public final class RunQueue {
    private final Pool first;
    private final Measure measure;
    private final @Nullable Limit limit;
    private final Pace pace;
    private final Set<ProcessId> done = new HashSet<>();
    private final Set<ProcessId> behind = new HashSet<>();
    private final Set<ProcessId> underWay = new HashSet<>();

    /// @param first the pool as it was when the run began: who came later is not recycled
    /// @param limit which workers are recycled; null: all of them
    public RunQueue(Pool first, Measure measure, @Nullable Limit limit, Pace pace) {
        this.first = first;
        this.measure = measure;
        this.limit = limit;
        this.pace = pace;
    }

    /// The largest that may go now. Those that were put behind come last.
    ///
    /// @param latest the pool as it is
    public Optional<NextVictim> next(Pool latest) {
        Set<ProcessId> candidates =
                ids(first.workers().stream().filter(w -> canBeSpared(w.id())).toList());
        var taken = new HashSet<>(done);
        taken.addAll(underWay);
        var tried = new HashSet<>(taken);
        tried.addAll(behind);
        return NextVictim.choose(latest, measure, limit, candidates, tried, pace)
                .or(() -> NextVictim.choose(latest, measure, limit, candidates, taken, pace));
    }

    /// Whether one of its pool stays and serves while it is away. A worker that has its pool to
    /// itself can never be spared, and goes nevertheless.
    private boolean canBeSpared(ProcessId worker) {
        Set<ProcessId> siblings = ids(first.siblings(worker));
        long away = siblings.stream().filter(underWay::contains).count();
        return away < Math.max(1, siblings.size());
    }

    /// How many more are to be recycled beside those under way.
    ///
    /// @param latest the pool as it is
    public int left(Pool latest) {
        Set<ProcessId> candidates = ids(first.workers());
        candidates.removeAll(done);
        candidates.removeAll(underWay);
        return (int)
                NextVictim.all(latest, measure, limit, pace).stream()
                        .filter(w -> candidates.contains(w.id()))
                        .count();
    }

    /// It is under way from now on.
    public void begin(ProcessId worker) {
        underWay.add(worker);
    }

    /// It was busy, and is tried again after the others.
    public void putBehind(ProcessId worker) {
        underWay.remove(worker);
        behind.add(worker);
    }

    public boolean isBehind(ProcessId worker) {
        return behind.contains(worker);
    }

    /// It is not tried again.
    public void end(ProcessId worker) {
        underWay.remove(worker);
        done.add(worker);
    }

    private static Set<ProcessId> ids(List<Worker> workers) {
        return workers.stream().map(Worker::id).collect(Collectors.toCollection(HashSet::new));
    }
}
