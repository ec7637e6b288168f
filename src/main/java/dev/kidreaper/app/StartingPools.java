package dev.kidreaper.app;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The served pools of a daemon, from their start until each serves or has said why it cannot.
final class StartingPools {
    private final Map<String, CompletableFuture<@Nullable String>> ready = new LinkedHashMap<>();
    private Set<String> failed = Set.of();

    /// Adds one that was started.
    ///
    /// @param itsReady what its start gave
    void add(String pool, CompletableFuture<@Nullable String> itsReady) {
        ready.put(pool, itsReady);
    }

    /// Whether it is one of these.
    boolean has(String pool) {
        return ready.containsKey(pool);
    }

    /// Waits until each serves, or has said why it cannot: it tries again by itself then.
    ///
    /// @param mayCome whether a manager that is to be attached to may still come
    /// @param all how many pools the daemon has, of any kind
    /// @param stop done when nobody is to wait any longer
    /// @throws OperatorError when no pool at all can be kept
    void await(boolean mayCome, int all, CompletableFuture<?> stop) throws OperatorError {
        var problems = new LinkedHashMap<String, OperatorError>();
        for (Map.Entry<String, CompletableFuture<@Nullable String>> pool : ready.entrySet()) {
            var _ = CompletableFuture.anyOf(pool.getValue(), stop).handle((_, _) -> true).join();
            if (stop.isDone()) {
                return;
            }
            try {
                // Why it is missing, the pool itself tells.
                var _ = ServedPools.awaitReady(pool.getKey(), pool.getValue(), mayCome);
            } catch (OperatorError e) {
                problems.put(pool.getKey(), e);
            }
        }
        failed = Set.copyOf(problems.keySet());
        if (!problems.isEmpty() && problems.size() == all) {
            throw problems.firstEntry().getValue();
        }
    }

    /// Whether it could not serve when it was waited for.
    boolean hasFailed(String pool) {
        return failed.contains(pool);
    }
}
