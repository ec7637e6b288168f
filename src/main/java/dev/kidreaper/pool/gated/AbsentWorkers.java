package dev.kidreaper.pool.gated;

import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The workers that do not ask at the pool's socket while their siblings do: they accept elsewhere,
/// in a way that the gate does not see (io_uring, a 32-bit program), or never. They are reported
/// once, and never held. For the thread that owns the pool.
/*
 * A worker that sleeps until a connection comes may be left out by the kernel for long on a quiet
 * site. So it is absent only when its siblings have taken many since it was seen first.
 */
final class AbsentWorkers {
    static final long MANY = 100;
    private static final long LONG_NANOS = 60_000_000_000L;

    private final Consumer<ProcessId> report;
    private final Map<ProcessId, Long> since = new HashMap<>();
    private final Set<ProcessId> reported = new HashSet<>();

    /// @param report is told of each, once
    AbsentWorkers(Consumer<ProcessId> report) {
        this.report = report;
    }

    /// Looks who is absent.
    ///
    /// @param accepted by all workers so far
    /// @param hasAsked whether a worker has asked at the pool's socket
    /// @param now as {@link System#nanoTime}
    /// @return a sentence about those who are; null: all ask
    @Nullable String look(
            PoolSnapshot pool, long accepted, Predicate<ProcessId> hasAsked, long now) {
        Set<ProcessId> there =
                pool.workers().stream().map(PoolSnapshot.Member::id).collect(Collectors.toSet());
        since.keySet().retainAll(there);
        reported.retainAll(there);
        for (PoolSnapshot.Member worker : pool.workers()) {
            ProcessId id = worker.id();
            if (hasAsked.test(id)) {
                since.remove(id);
                reported.remove(id);
                continue;
            }
            long before = since.computeIfAbsent(id, _ -> accepted);
            boolean isOld = worker.age(now).toNanos() >= LONG_NANOS;
            if (isOld && accepted - before >= MANY && reported.add(id)) {
                report.accept(id);
            }
        }
        return reported.isEmpty()
                ? null
                : "%d of its workers never asked for a connection at its socket: they are not"
                                .formatted(reported.size())
                        + " counted, and never held";
    }
}
