package dev.kidreaper.pool.watched;

import dev.kidreaper.model.PoolSettings;
import dev.kidreaper.model.PoolStatus;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.pool.GrowthExplainer;
import dev.kidreaper.pool.PoolEvidence;
import dev.kidreaper.pool.Recorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// All configured pools, each kept by a thread of its own so that none disturbs another. For any
/// thread.
public final class WatchedPools implements AutoCloseable {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
    private static final Duration STOP_WITHIN = Duration.ofMillis(700);

    private final Recorder recorder;
    private final Supplier<PoolReader> readers;
    private final GrowthExplainer growthExplainer;
    private final Map<String, WatchedPool> keepers = new LinkedHashMap<>();

    /// @param readers makes readers of pools: each thread needs one of its own
    /// @param explaining says why workers have grown
    public WatchedPools(
            Recorder recorder, Supplier<PoolReader> readers, GrowthExplainer growthExplainer) {
        this.recorder = recorder;
        this.readers = readers;
        this.growthExplainer = growthExplainer;
    }

    /// Keeps these pools from now on, and no others. One whose settings have not changed is not
    /// disturbed.
    public synchronized void keep(List<PoolSettings> pools) {
        var before = new LinkedHashMap<>(keepers);
        keepers.clear();
        for (PoolSettings pool : pools) {
            WatchedPool old = before.get(pool.name());
            if (old != null && old.settings().equals(pool)) {
                before.remove(pool.name());
                keepers.put(pool.name(), old);
            } else {
                keepers.put(pool.name(), new WatchedPool(pool, recorder, readers, growthExplainer));
            }
        }
        before.values().forEach(WatchedPool::stop);
        keepers.values().forEach(WatchedPool::start);
    }

    /// How each pool stands.
    public List<PoolStatus> status() {
        var waiting = new ArrayList<CompletableFuture<PoolStatus>>();
        for (WatchedPool watchedPool : all()) {
            waiting.add(watchedPool.status());
        }
        var answers = new ArrayList<PoolStatus>();
        for (var one : waiting) {
            answer(one, ANSWER_WITHIN).ifPresent(answers::add);
        }
        return answers;
    }

    /// Has workers recycled as soon as the pace allows.
    ///
    /// @param pid which; 0: all of the pool
    /// @return how many are to go; empty when there is no such pool
    public OptionalInt recycle(String pool, int pid) {
        for (WatchedPool watchedPool : all()) {
            if (watchedPool.settings().name().equals(pool)) {
                return OptionalInt.of(answer(watchedPool.recycle(pid), ANSWER_WITHIN).orElse(0));
            }
        }
        return OptionalInt.empty();
    }

    /// What was seen of the pool of that manager; empty when none is kept.
    public Optional<PoolEvidence> seen(ProcessId manager) {
        for (WatchedPool watchedPool : all()) {
            Optional<PoolEvidence> seen =
                    answer(watchedPool.seen(manager), ANSWER_WITHIN).flatMap(s -> s);
            if (seen.isPresent()) {
                return seen;
            }
        }
        return Optional.empty();
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

    private synchronized List<WatchedPool> all() {
        return List.copyOf(keepers.values());
    }

    /// Stops at once. Whoever was asked to leave leaves all the same.
    @Override
    public synchronized void close() {
        keepers.values().forEach(WatchedPool::stop);
        try {
            for (WatchedPool watchedPool : keepers.values()) {
                watchedPool.join(STOP_WITHIN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        keepers.clear();
    }
}
