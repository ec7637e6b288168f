package dev.kidreaper.pool.gated;

import dev.kidreaper.model.RunSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The pools whose managers we start.
public final class GatedPools {
    /// So long we are not ready for a manager; then its pool tells when it is found.
    private static final Duration START_WITHIN = Duration.ofSeconds(30);

    private final List<GatedPool> pools = new ArrayList<>();
    private final Map<String, CompletableFuture<@Nullable String>> starting = new LinkedHashMap<>();

    /// What is done for a pool when we are killed.
    ///
    /// @param program that lets everybody in, and its words
    public static GatedPool.LastWords lastWords(
            String pool, String controlSocket, List<String> program) {
        var words = new ArrayList<>(program);
        Path ledger = Path.of(controlSocket).resolveSibling("run-" + pool);
        words.addAll(List.of(pool, ledger.toString()));
        return new GatedPool.LastWords(words, ledger);
    }

    /// Adds one, and starts its manager if we are its only supervisor.
    public void add(GatedPool pool, RunSettings settings) {
        pools.add(pool);
        if (settings.keeping().startsAgain()) {
            starting.put(pool.name(), pool.start());
        }
    }

    /// The only one.
    public GatedPool only() {
        return pools.getFirst();
    }

    /// Waits a while until workers serve, or why they do not is told.
    public void awaitStarted(CompletableFuture<?> stop) {
        var all = CompletableFuture.allOf(starting.values().toArray(CompletableFuture<?>[]::new));
        try {
            var _ =
                    CompletableFuture.anyOf(all, stop)
                            .get(START_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return; // Each pool tells what there is to tell.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whether one of that name was started here.
    public boolean has(String pool) {
        return starting.containsKey(pool);
    }
}
