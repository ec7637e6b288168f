package dev.kidreaper.pool.watched;

import dev.kidreaper.decide.OperatorPause;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.LogWord;
import dev.kidreaper.model.ManagerTarget;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.model.PoolSettings;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.DescriptorShare;
import dev.kidreaper.pool.GrowthExplainer;
import dev.kidreaper.pool.Mailbox;
import dev.kidreaper.pool.ManagedPool;
import dev.kidreaper.pool.Recorder;
import dev.kidreaper.pool.RecycleClearance;
import dev.kidreaper.pool.RecycleJobs;
import dev.kidreaper.pool.asked.PauseSwitch;
import dev.kidreaper.pool.permit.PermitDesk;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Keeps one configured pool at a sane size for as long as the daemon runs: finds its manager,
/// watches its workers, finds it again when it has gone. Its thread owns all that it knows; others
/// put messages into its queue.
public final class WatchedPool implements ManagedPool {
    private static final Duration SHORTEST_SEARCH = Duration.ofMillis(200);
    private static final Duration LONGEST_SEARCH = Duration.ofSeconds(5);
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(2);

    /// A thread that has not come to the end of its turn for so long waits for the kernel.
    private static final Duration STANDS_STILL = Duration.ofMinutes(1);

    private final String name;
    private final DescriptorShare share;
    private final Gatekeeping gatekeeping;
    private final Mailbox mailbox = new Mailbox();
    private final PoolSearch poolSearch;
    private final PoolAbsence absence;
    private final PauseSwitch pauseSwitch;
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private volatile PoolSnapshot published;
    private volatile long turnedAt = System.nanoTime();
    private boolean stopping;
    private @Nullable WatchedPoolState watchedPoolState;
    private Duration search = SHORTEST_SEARCH;

    /// @param readers makes readers of pools: each thread needs one of its own
    /// @param share how many workers it may follow
    /// @param gatekeeping what it has in addition where its workers ask at a gate
    /// @param permits of a budget that is larger than the pool
    public WatchedPool(
            PoolSettings settings,
            Recorder recorder,
            Supplier<PoolReader> readers,
            GrowthExplainer growthExplainer,
            DescriptorShare share,
            Gatekeeping gatekeeping,
            PermitDesk permits) {
        this.gatekeeping = gatekeeping;
        this.name = settings.name();
        this.share = share;
        var context =
                new RecycleJobs.Context(
                        settings.name(), readers, recorder, growthExplainer, mailbox, permits);
        this.poolSearch = new PoolSearch(settings, context, share, gatekeeping, Proc.ofMachine());
        this.absence = new PoolAbsence(settings.name(), recorder);
        this.pauseSwitch =
                new PauseSwitch(
                        settings.name(), recorder, System::nanoTime, InstantSource.system());
        this.published = lost();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public PoolSnapshot snapshot() {
        Duration since = Duration.ofNanos(System.nanoTime() - turnedAt);
        return since.compareTo(STANDS_STILL) < 0
                ? published
                : published.because(
                        "its thread has waited for the kernel for %s: nothing is recycled meanwhile"
                                .formatted(Durations.words(since)));
    }

    /// The change comes as soon as no recycle is under way.
    @Override
    public boolean change(PoolSettings other) {
        return poolSearch.offer(other);
    }

    /// Begins. Its manager may come later, so there is nothing to wait for.
    @Override
    public CompletableFuture<@Nullable String> start() {
        share.join();
        // Should the kernel never answer it, it does not keep the program from ending.
        Thread.ofPlatform().name("pool-" + name).daemon().start(this::work);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Integer> recycle(int pid, RecycleCause because) {
        return mailbox.ask(
                () -> watchedPoolState == null ? 0 : watchedPoolState.want(pid, because));
    }

    @Override
    public CompletableFuture<Boolean> pause(@Nullable OperatorPause of) {
        return mailbox.ask(() -> pauseSwitch.set(of, clearance()));
    }

    private @Nullable RecycleClearance clearance() {
        return watchedPoolState == null ? null : watchedPoolState.clearance();
    }

    @Override
    public CompletableFuture<Obstacles> obstacles() {
        return mailbox.ask(() ->
                watchedPoolState != null
                        ? watchedPoolState.view().obstacles()
                        : new Obstacles(
                                poolSearch.settings().limits(),
                                poolSearch.settings().policy(),
                                absence.why(),
                                Map.of()));
    }

    @Override
    public CompletableFuture<List<MemoryTimeline>> courses() {
        return mailbox.ask(() -> watchedPoolState == null ? List.of() : watchedPoolState.courses());
    }

    @Override
    public CompletableFuture<Optional<ManagedPool.Evidence>> evidence(ProcessId manager) {
        return mailbox.ask(() ->
                Optional.ofNullable(watchedPoolState)
                        .filter(state -> state.manager().id().equals(manager))
                        .map(state -> new Evidence(name(), state.manager(), state.courses())));
    }

    @Override
    public void stop() {
        mailbox.tell(() -> stopping = true);
    }

    @Override
    public CompletableFuture<Boolean> ended() {
        return ended;
    }

    private void work() {
        while (!stopping) {
            try {
                turn();
            } catch (OutOfMemoryError e) {
                await(LONGEST_SEARCH); // There was no memory left even to say so.
            }
        }
        if (watchedPoolState != null) {
            watchedPoolState.close();
        }
        share.leave();
        ended.complete(true);
    }

    /// One look at the pool, and the wait for the next.
    private void turn() {
        turnedAt = System.nanoTime();
        try {
            pauseSwitch.look(clearance());
            Duration sleep = watchedPoolState == null ? find() : keep(watchedPoolState);
            published =
                    watchedPoolState == null
                            ? lost()
                            : absence.counted(
                                    pauseSwitch.shown(
                                            gatekeeping.seen(watchedPoolState.describe())));
            await(sleep);
        } catch (RuntimeException e) {
            // Ours to mend, but no reason to leave the other pools, or this one, alone.
            giveUp(LogWord.bug(e));
        } catch (OutOfMemoryError e) {
            giveUp("there was more to read than fits into memory: " + e.getMessage());
        } catch (StackOverflowError e) {
            giveUp("[BUG] " + e + ": please report this");
        }
    }

    /// Leaves the pool alone for a while: it is found again later.
    private void giveUp(String why) {
        if (watchedPoolState == null) {
            absence.missing(why);
        }
        lose(why);
        published = lost();
        await(LONGEST_SEARCH);
    }

    private Duration find() {
        try {
            WatchedPoolState found = poolSearch.find();
            watchedPoolState = found;
            search = SHORTEST_SEARCH;
            absence.ends();
            pauseSwitch.hold(found.clearance());
            found.begin(gatekeeping, mailbox);
            return Duration.ZERO;
        } catch (Unreadable e) {
            absence.missing(e.sentence());
        } catch (LinuxException e) {
            absence.missing(e.sentence());
        }
        Duration wait = search;
        // One that we have started is there, and its workers wait for it to be known.
        boolean isOurs = poolSearch.settings().managerTarget() instanceof ManagerTarget.Started;
        search = isOurs ? search : Durations.min(search.multipliedBy(2), LONGEST_SEARCH);
        return wait;
    }

    private Duration keep(WatchedPoolState before) {
        try {
            WatchedPoolState now = poolSearch.upToDate(before);
            watchedPoolState = now;
            Duration next = Durations.min(now.tick(System.nanoTime()), LONGEST_SLEEP);
            absence.isFollowed();
            return next;
        } catch (Unreadable e) {
            if (e.why() == Unreadable.Why.EXHAUSTED) {
                return holdOn(e.sentence());
            }
            lose(e.sentence());
        } catch (LinuxException e) {
            if (e.isExhausted()) {
                return holdOn(e.sentence());
            }
            lose(e.sentence());
        }
        return Duration.ZERO;
    }

    /// This program has run out of something: that says nothing of the pool, so it is kept.
    private Duration holdOn(String why) {
        absence.notFollowed(why);
        return LONGEST_SEARCH;
    }

    private void lose(String why) {
        if (watchedPoolState != null) {
            absence.begins(watchedPoolState.describe(), watchedPoolState.manager().id(), why);
            watchedPoolState.close();
            watchedPoolState = null;
        }
    }

    private PoolSnapshot lost() {
        return absence.snapshot(poolSearch.settings().limits().measure());
    }

    /// Sleeps, but answers messages at once.
    private void await(Duration longest) {
        try {
            mailbox.await(longest);
        } catch (InterruptedException e) {
            stopping = true;
        }
    }
}
