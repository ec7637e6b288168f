package dev.kidreaper.pool.watched;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.PoolSettings;
import dev.kidreaper.model.PoolStatus;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.observe.Machine;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.GrowthExplainer;
import dev.kidreaper.pool.ManagerFinder;
import dev.kidreaper.pool.MemoryPressure;
import dev.kidreaper.pool.PoolEvidence;
import dev.kidreaper.pool.Recorder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Keeps one configured pool at a sane size for as long as the daemon runs: finds its manager,
/// watches its workers, finds it again when it has gone. Its thread owns all that it knows; others
/// put messages into its queue.
final class WatchedPool {
    private static final Duration SHORTEST_SEARCH = Duration.ofMillis(200);
    private static final Duration LONGEST_SEARCH = Duration.ofSeconds(5);
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(2);

    private final PoolSettings settings;
    private final Recorder recorder;
    private final Supplier<PoolReader> readers;
    private final GrowthExplainer growthExplainer;
    private final Proc proc = Proc.ofMachine();
    private final PoolReader pools;
    private final ManagerFinder managerFinder;
    private final BlockingQueue<Consumer<WatchedPool>> messages = new LinkedBlockingQueue<>();
    private final Thread thread;
    private boolean stopping;
    private @Nullable WatchedPoolState watchedPoolState;
    private Duration search = SHORTEST_SEARCH;
    private String lost = "its manager was not found yet";

    /// @param readers makes readers of pools: each thread needs one of its own
    WatchedPool(
            PoolSettings settings,
            Recorder recorder,
            Supplier<PoolReader> readers,
            GrowthExplainer growthExplainer) {
        this.settings = settings;
        this.recorder = recorder;
        this.readers = readers;
        this.growthExplainer = growthExplainer;
        this.pools = readers.get();
        this.managerFinder = new ManagerFinder(settings, proc, pools);
        this.thread = Thread.ofPlatform().name("pool-" + settings.name()).unstarted(this::work);
    }

    /// Begins, unless it has.
    void start() {
        if (thread.getState() == Thread.State.NEW) {
            thread.start();
        }
    }

    /// Has it stop. A recycle in hand goes on by itself: the worker has been asked already.
    void stop() {
        messages.add(watchedPool -> watchedPool.stopping = true);
    }

    PoolSettings settings() {
        return settings;
    }

    /// How the pool stands now.
    CompletableFuture<PoolStatus> status() {
        var answer = new CompletableFuture<PoolStatus>();
        messages.add(watchedPool -> answer.complete(watchedPool.describe()));
        return answer;
    }

    /// What was seen of the pool of that manager; empty when this is another one's.
    CompletableFuture<Optional<PoolEvidence>> seen(ProcessId manager) {
        var answer = new CompletableFuture<Optional<PoolEvidence>>();
        messages.add(watchedPool -> {
            WatchedPoolState now = watchedPool.watchedPoolState;
            boolean isMeant = now != null && now.manager().id().equals(manager);
            answer.complete(
                    now != null && isMeant
                            ? Optional.of(
                                    new PoolEvidence(settings.name(), now.manager(), now.courses()))
                            : Optional.empty());
        });
        return answer;
    }

    /// Has workers recycled as soon as the pace allows, whatever they weigh.
    ///
    /// @param pid which; 0: all
    /// @return how many are to go, once that is known
    CompletableFuture<Integer> recycle(int pid) {
        var answer = new CompletableFuture<Integer>();
        messages.add(watchedPool -> {
            WatchedPoolState now = watchedPool.watchedPoolState;
            answer.complete(now == null ? 0 : now.want(pid));
        });
        return answer;
    }

    private void work() {
        while (!stopping) {
            try {
                Duration sleep = watchedPoolState == null ? find() : keep(watchedPoolState);
                await(sleep);
            } catch (RuntimeException e) {
                // Ours to mend, but no reason to leave the other pools, or this one, alone.
                lose("[BUG] " + e);
                await(LONGEST_SEARCH);
            }
        }
        if (watchedPoolState != null) {
            watchedPoolState.close();
        }
    }

    private Duration find() {
        try {
            Manager manager = managerFinder.find();
            long now = System.nanoTime();
            var memory = new Machine(proc).memory(manager.id().pid());
            var watchedWorkers =
                    new WatchedWorkers(
                            proc, pools, manager, settings.limits(), settings.pace(), memory, now);
            var memoryPressure =
                    new MemoryPressure(
                            settings.limits(),
                            watchedWorkers::workers,
                            new Machine(proc),
                            memory,
                            this::limitTooLow);
            var sending = new Sending(settings, manager, recorder, readers, growthExplainer);
            var found =
                    new WatchedPoolState(
                            settings,
                            manager,
                            watchedWorkers,
                            proc,
                            recorder,
                            sending,
                            messages,
                            memoryPressure);
            watchedWorkers.look(now, memoryPressure.share());
            watchedPoolState = found;
            search = SHORTEST_SEARCH;
            found.begin();
            return Duration.ZERO;
        } catch (Unreadable e) {
            lost = e.sentence();
        } catch (LinuxException e) {
            lost = e.sentence();
        }
        Duration wait = search;
        search = Durations.min(search.multipliedBy(2), LONGEST_SEARCH);
        return wait;
    }

    private void limitTooLow(Reason sum) {
        recorder.record(new Event.LimitTooLow(Instant.now(), settings.name(), sum));
    }

    private Duration keep(WatchedPoolState now) {
        try {
            return Durations.min(now.tick(), LONGEST_SLEEP);
        } catch (Unreadable e) {
            lose(e.sentence());
        } catch (LinuxException e) {
            lose(e.sentence());
        }
        return Duration.ZERO;
    }

    private void lose(String why) {
        lost = why;
        if (watchedPoolState != null) {
            ProcessId manager = watchedPoolState.manager().id();
            watchedPoolState.close();
            watchedPoolState = null;
            recorder.record(new Event.PoolLost(Instant.now(), settings.name(), manager, why));
        }
    }

    private PoolStatus describe() {
        return watchedPoolState == null
                ? PoolStatus.lost(settings, lost)
                : watchedPoolState.status();
    }

    /// Sleeps, but answers messages at once.
    private void await(Duration longest) {
        try {
            Consumer<WatchedPool> message = messages.poll(longest.toNanos(), TimeUnit.NANOSECONDS);
            while (message != null) {
                message.accept(this);
                message = messages.poll();
            }
        } catch (InterruptedException e) {
            stopping = true;
        }
    }

    void join(Duration longest) throws InterruptedException {
        thread.join(longest);
    }
}
