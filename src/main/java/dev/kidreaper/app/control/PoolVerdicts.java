package dev.kidreaper.app.control;

import dev.kidreaper.diagnose.Diagnosis;
import dev.kidreaper.diagnose.Hindsight;
import dev.kidreaper.model.GrowthSummary;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.model.PoolSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Why each pool grows, as it was judged a moment ago: judged only when somebody asks, and seldom.
/// For any thread.
public final class PoolVerdicts {
    /// A verdict that is older is judged again when somebody asks.
    public static final Duration FRESH = Duration.ofMinutes(1);

    private final PoolDesk pools;
    private final InstantSource clock;
    private final Map<String, Judged> known = new ConcurrentHashMap<>();
    private final Set<String> underWay = new HashSet<>();

    /// What was found.
    ///
    /// @param at when
    public record Judged(Diagnosis diagnosis, GrowthSummary summary, Instant at) {}

    PoolVerdicts(PoolDesk pools, InstantSource clock) {
        this.pools = pools;
        this.clock = clock;
    }

    /// What was found last, at once; empty when nobody has asked before. If that was long ago, or
    /// never, it is judged again meanwhile.
    public Optional<Judged> latest(String pool) {
        Judged last = known.get(pool);
        if (isOld(last) && begin(pool)) {
            Thread.ofPlatform()
                    .name("verdict-" + pool)
                    .daemon()
                    .start(() -> {
                        try {
                            judge(pool);
                        } finally {
                            end(pool);
                        }
                    });
        }
        return Optional.ofNullable(last);
    }

    /// What is found now, or was found a moment ago; empty when the pool does not answer. Waits.
    public Optional<Judged> now(String pool) {
        Judged last = known.get(pool);
        return isOld(last) ? judge(pool) : Optional.ofNullable(last);
    }

    private boolean isOld(@Nullable Judged one) {
        return one == null || one.at.plus(FRESH).isBefore(clock.instant());
    }

    private Optional<Judged> judge(String pool) {
        Optional<List<MemoryTimeline>> courses = pools.courses(pool);
        if (courses.isEmpty()) {
            return Optional.empty();
        }
        Diagnosis diagnosis = Hindsight.ofPool(courses.get());
        var route =
                pools.snapshots().stream()
                        .filter(s -> s.name().equals(pool))
                        .findFirst()
                        .flatMap(PoolSnapshot::culprit);
        var judged = new Judged(diagnosis, diagnosis.summary(route), clock.instant());
        known.put(pool, judged);
        return Optional.of(judged);
    }

    private synchronized boolean begin(String pool) {
        return underWay.add(pool);
    }

    private synchronized void end(String pool) {
        underWay.remove(pool);
    }
}
