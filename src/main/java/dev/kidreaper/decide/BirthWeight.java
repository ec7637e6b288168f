package dev.kidreaper.decide;

import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Pool;
import dev.kidreaper.model.Size;
import dev.kidreaper.model.Worker;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;

/// The size of a pool's worker before it has done anything. With a limit below that, recycling
/// would never end.
///
/// @param of the process it was read from, for the operator
public record BirthWeight(Size size, String of) {
    /// A worker that has used no more processor time than this has served next to nothing, unless
    /// it has outgrown its manager.
    private static final Duration UNWORKED = Duration.ofMillis(10);

    private static final long OUTGROWN_BYTES = 1 << 20;

    /// The birth weight, as far as it is known without a recycle; else empty. It is known if a
    /// worker has hardly worked yet, or if a fork inherits the measure as a whole from the manager.
    public static Optional<BirthWeight> known(Pool pool, Measure measure) {
        Manager manager = pool.manager();
        Optional<BirthWeight> fresh =
                pool.workers().stream()
                        .filter(w -> hasHardlyWorked(w, manager))
                        .min(Comparator.comparingLong(w -> w.footprint().by(measure)))
                        .map(w -> of(w, measure));
        if (fresh.isPresent() || measure != Measure.VSZ || manager.profile().isUnknown()) {
            return fresh;
        }
        var size = new Size(manager.footprint().by(measure));
        return Optional.of(new BirthWeight(size, "its manager, pid " + manager.id()));
    }

    private static boolean hasHardlyWorked(Worker worker, Manager manager) {
        long grown = worker.footprint().rss() - manager.footprint().rss();
        return worker.cpu().compareTo(UNWORKED) <= 0 && grown < OUTGROWN_BYTES;
    }

    /// The birth weight by a worker known to be new.
    public static BirthWeight of(Worker worker, Measure measure) {
        var size = new Size(worker.footprint().by(measure));
        return new BirthWeight(size, "worker " + worker.id() + ", which has hardly worked yet");
    }

    /// Whether a worker of that weight has reached the limit when it is born.
    public boolean reaches(Limit limit) {
        return size.compareTo(limit.size()) >= 0;
    }

    /// The sentence for an operator whose limit is too low.
    public String tooHeavyFor(Limit limit) {
        return ("the limit %s is not above what a new worker weighs (%s=%s: %s), so it would"
                        + " recycle for ever: choose a higher limit, another --measure, or --force")
                .formatted(limit.size(), limit.measure().label(), size, of);
    }
}
