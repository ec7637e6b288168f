package dev.kidreaper.app;

import dev.kidreaper.model.RunSettings;
import dev.kidreaper.pool.gated.GatedPool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The pools whose managers we start.
final class GatedPools {
    /// So long we are not ready for a manager; then its pool tells when it is found.
    private static final Duration START_WITHIN = Duration.ofSeconds(30);

    private final List<GatedPool> pools = new ArrayList<>();
    private final Map<String, CompletableFuture<@Nullable String>> starting = new LinkedHashMap<>();

    /// What is done for a pool when we are killed.
    ///
    /// @param program that lets everybody in, and its words
    static GatedPool.LastWords lastWords(String pool, String controlSocket, List<String> program) {
        var words = new ArrayList<>(program);
        Path ledger = Path.of(controlSocket).resolveSibling("run-" + pool);
        words.addAll(List.of(pool, ledger.toString()));
        return new GatedPool.LastWords(words, ledger);
    }

    /// Adds one, and starts its manager if we are its only supervisor.
    void add(GatedPool pool, RunSettings settings) {
        pools.add(pool);
        if (settings.keeping().startsAgain()) {
            starting.put(pool.name(), pool.start());
        }
    }

    /// The only one.
    GatedPool only() {
        return pools.getFirst();
    }

    /// Waits a while until workers serve, or why they do not is told.
    void awaitStarted() {
        for (CompletableFuture<@Nullable String> one : starting.values()) {
            var _ = ManagedPools.answer(one, START_WITHIN);
        }
    }

    /// Whether one of that name was started here.
    boolean has(String pool) {
        return starting.containsKey(pool);
    }
}
