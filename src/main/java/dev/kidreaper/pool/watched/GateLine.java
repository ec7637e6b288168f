package dev.kidreaper.pool.watched;

import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.pool.RecycleClearance;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// The workers that have reached a limit at a gate and wait there for their turn to be asked to
/// leave, in the order in which they came. For the thread that owns the pool.
/*
 * They get no connection meanwhile, so none takes more than it may. While their siblings serve all
 * who come, they wait as the pace says. One whose standing still keeps clients waiting is no better
 * than one that is away: it waits for its turn for a second at most.
 */
final class GateLine {
    /// So long a worker waits for its turn while connections wait too.
    static final Duration PATIENCE = Duration.ofSeconds(1);

    /// How often it is looked whether connections wait.
    static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final RecycleClearance clearance;
    private final Map<ProcessId, Waiting> line = new LinkedHashMap<>();

    /// One of them.
    ///
    /// @param cause which limit it has reached
    /// @param bytes what it weighed; 0: it was not weighed
    /// @param since in nanoseconds
    record Waiting(ProcessId worker, RecycleCause cause, long bytes, long since) {}

    GateLine(RecycleClearance clearance) {
        this.clearance = clearance;
    }

    /// One has reached a limit. One that waits already keeps its place.
    void add(Waiting one) {
        line.putIfAbsent(one.worker(), one);
    }

    boolean isEmpty() {
        return line.isEmpty();
    }

    int size() {
        return line.size();
    }

    /// Those that wait.
    List<ProcessId> workers() {
        return List.copyOf(line.keySet());
    }

    /// Takes the next one that is to be asked now.
    ///
    /// @param keepsClients whether connections wait where a worker is held
    Optional<Waiting> next(Predicate<ProcessId> keepsClients, long now) {
        Optional<Waiting> next =
                line.values().stream()
                        .filter(w -> clearance.free(w.cause(), now) > 0)
                        .findFirst()
                        .or(() ->
                                line.values().stream()
                                        .filter(w -> now - w.since() >= PATIENCE.toNanos())
                                        .filter(w -> keepsClients.test(w.worker()))
                                        .findFirst());
        next.ifPresent(w -> line.remove(w.worker()));
        return next;
    }

    /// Takes those that may not go at all now, such as in a blackout: they serve on.
    List<Waiting> stay(long now) {
        List<Waiting> stay =
                line.values().stream().filter(w -> clearance.isHeld(w.cause(), now)).toList();
        stay.forEach(w -> line.remove(w.worker()));
        return stay;
    }
}
