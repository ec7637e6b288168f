package dev.kidreaper.decide;

import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.Pool;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.Worker;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The worker to recycle next, and the reason.
public record NextVictim(Worker worker, Reason reason) {
    /// The largest worker that has reached the limit; without a limit, the largest of all.
    ///
    /// @param candidates the workers that were there when the run began: a replacement is not
    ///   recycled in the run that made it, so every run ends
    /// @param done the workers already dealt with in this run
    public static Optional<NextVictim> choose(
            Pool pool,
            Measure measure,
            @Nullable Limit limit,
            Set<ProcessId> candidates,
            Set<ProcessId> done,
            Pace pace) {
        return all(pool, measure, limit, pace).stream()
                .filter(w -> candidates.contains(w.id()) && !done.contains(w.id()))
                .findFirst()
                .map(w -> new NextVictim(w, reason(w, measure, limit)));
    }

    /// All workers to recycle, the largest first.
    ///
    /// @param limit that they have reached; null: all workers except newborns
    public static List<Worker> all(Pool pool, Measure measure, @Nullable Limit limit, Pace pace) {
        return pool.workers().stream()
                .filter(w -> !isNewborn(w, pace))
                .filter(w -> limit == null || limit.isReachedBy(w.footprint()))
                .sorted(Comparator.comparingLong(w -> -w.footprint().by(measure)))
                .toList();
    }

    /// Whether a worker must not be signalled yet: it is too young.
    private static boolean isNewborn(Worker worker, Pace pace) {
        return worker.age().compareTo(pace.newborn()) < 0;
    }

    /// Why that worker goes.
    ///
    /// @param limit that it has reached; null: every worker goes
    public static Reason reason(Worker worker, Measure measure, @Nullable Limit limit) {
        RecycleCause cause = limit == null ? RecycleCause.RESTART : RecycleCause.LIMIT;
        return new Reason(cause, measure, worker.footprint().by(measure), limit);
    }
}
