package dev.kidreaper.app;

import dev.kidreaper.model.PoolSettings;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.pool.ManagedPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All pools in our care, each with a thread of its own so that none disturbs another. For any
/// thread.
final class ManagedPools {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

    private final Function<PoolSettings, ManagedPool> watching;
    private final List<ManagedPool> served = new ArrayList<>();
    private final Map<PoolSettings, ManagedPool> watched = new LinkedHashMap<>();

    /// @param watching makes the pool of such settings
    ManagedPools(Function<PoolSettings, ManagedPool> watching) {
        this.watching = watching;
    }

    /// Adds a pool whose requests we hand out.
    synchronized void add(ManagedPool pool) {
        served.add(pool);
    }

    /// Watches these pools from now on, and no others. One whose settings have not changed is not
    /// disturbed.
    synchronized void watch(List<PoolSettings> wanted) {
        var before = new LinkedHashMap<>(watched);
        watched.clear();
        var added = new ArrayList<ManagedPool>();
        for (PoolSettings settings : wanted) {
            ManagedPool pool = before.remove(settings);
            if (pool == null) {
                pool = watching.apply(settings);
                added.add(pool);
            }
            watched.put(settings, pool);
        }
        before.values().forEach(ManagedPool::stop);
        for (ManagedPool pool : added) {
            var _ = pool.start(); // Whether its manager is there yet, its snapshot tells.
        }
    }

    private synchronized List<ManagedPool> all() {
        return Stream.concat(watched.values().stream(), served.stream()).toList();
    }

    /// How each stands. Asks no thread and waits for nobody.
    List<PoolSnapshot> snapshots() {
        return all().stream().map(ManagedPool::snapshot).toList();
    }

    /// Has workers recycled as soon as they may go.
    ///
    /// @param pid which; 0: all of the pool
    /// @return how many are to go; empty when there is no such pool
    OptionalInt recycle(String pool, int pid, RecycleCause because) {
        return all().stream()
                .filter(p -> p.name().equals(pool))
                .mapToInt(p -> answer(p.recycle(pid, because)).orElse(0))
                .findFirst();
    }

    /// What was seen of the memory of that manager's workers; empty when none of them is in our
    /// care.
    ///
    /// @param fpmPool which of the manager's pools; null: all of its workers
    Optional<ManagedPool.Evidence> evidence(ProcessId manager, @Nullable String fpmPool) {
        return all().stream()
                .flatMap(p -> answer(p.evidence(manager)).flatMap(e -> e).stream())
                .filter(e -> Objects.equals(e.manager().profile().onlyPool(), fpmPool))
                .findFirst();
    }

    /// Stops them all, and waits for it.
    ///
    /// @param longest to wait for all of them together
    /// @return those that still have workers then
    List<ManagedPool> stop(Duration longest) {
        List<ManagedPool> all = all();
        all.forEach(ManagedPool::stop);
        long end = System.nanoTime() + longest.toNanos();
        return all.stream()
                .filter(p ->
                        !answer(p.ended(), Duration.ofNanos(Math.max(0, end - System.nanoTime())))
                                .orElse(false))
                .toList();
    }

    private static <T> Optional<T> answer(CompletableFuture<T> coming) {
        return answer(coming, ANSWER_WITHIN);
    }

    /// What a pool's thread answers; empty when it does not in that time.
    private static <T> Optional<T> answer(CompletableFuture<T> coming, Duration longest) {
        try {
            return Optional.of(coming.get(longest.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException | ExecutionException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
