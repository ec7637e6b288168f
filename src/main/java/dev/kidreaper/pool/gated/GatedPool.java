package dev.kidreaper.pool.gated;

import dev.kidreaper.decide.OperatorPause;
import dev.kidreaper.gate.GatedStart;
import dev.kidreaper.linux.Child;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.EventKind;
import dev.kidreaper.model.LogWord;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.RunSettings;
import dev.kidreaper.model.ServedEvent;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.DescriptorShare;
import dev.kidreaper.pool.GrowthExplainer;
import dev.kidreaper.pool.ManagedPool;
import dev.kidreaper.pool.Recorder;
import dev.kidreaper.pool.watched.Gatekeeping;
import dev.kidreaper.pool.watched.WatchedPool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A pool whose manager we start, in the foreground, and whose workers ask at a gate for each
/// connection: their requests are counted, and they are weighed and recycled between two of them.
/*
 * What holds for a pool beside its manager holds here: once its workers serve, it is a watched pool
 * with a gate. Where the kernel allows no gate, it is one without.
 */
public final class GatedPool implements ManagedPool {
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final RunSettings settings;
    private final Recorder recorder;
    private final Supplier<PoolReader> readers;
    private final GrowthExplainer growthExplainer;
    private final LastWords willWords;
    private final DescriptorShare share;
    private final CompletableFuture<@Nullable String> ready = new CompletableFuture<>();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private final CompletableFuture<Child.End> managerEnded = new CompletableFuture<>();
    private volatile @Nullable WatchedPool watchedPool;
    private volatile @Nullable Child child;
    private volatile @Nullable Manager manager;
    private volatile boolean stopping;

    /// What makes that one of us that was killed is missed little.
    ///
    /// @param program that lets everybody in after our death, and its words
    /// @param ledger in which we write whom we have started
    public record LastWords(List<String> program, Path ledger) {
        public LastWords {
            program = List.copyOf(program);
        }
    }

    /// @param readers makes readers of pools: each thread needs one of its own
    /// @param share how many workers it may follow
    public GatedPool(
            RunSettings settings,
            LastWords willWords,
            Recorder recorder,
            Supplier<PoolReader> readers,
            GrowthExplainer growthExplainer,
            DescriptorShare share) {
        this.share = share;
        this.willWords = willWords;
        this.settings = settings;
        this.recorder = recorder;
        this.readers = readers;
        this.growthExplainer = growthExplainer;
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public PoolSnapshot snapshot() {
        WatchedPool pool = watchedPool;
        return pool != null
                ? pool.snapshot()
                : PoolSnapshot.unknown(
                        name(),
                        PoolSnapshot.State.MISSING,
                        "its manager is being started",
                        settings.limits().measure());
    }

    /// Starts the manager.
    ///
    /// @return once a worker waits for a connection: null; or why there is none, a sentence
    @Override
    public CompletableFuture<@Nullable String> start() {
        Thread.ofPlatform().name("run-" + name()).start(this::work);
        return ready;
    }

    /// How the manager ended, once it has.
    public CompletableFuture<Child.End> managerEnded() {
        return managerEnded;
    }

    private void work() {
        Child.End end;
        try (var lifetime = GateLifetime.begin(settings, willWords, this::tell)) {
            GatedStart started = lifetime.started();
            child = started.manager();
            if (stopping) {
                signal(Signal.TERM); // Whoever asked for the end found nobody to send it to.
            }
            end = await(started.manager(), doorkeeper(started, lifetime));
            if (stopping) {
                lifetime.endedAsAsked();
            }
        } catch (LinuxException e) {
            end = failed(e.sentence());
        } catch (IOException e) {
            end = failed(String.valueOf(e.getMessage()));
        } catch (Unreadable e) {
            end = failed(e.sentence());
        } catch (RuntimeException e) {
            end = failed(LogWord.bug(e));
        }
        managerEnded.complete(end);
        ended.complete(true);
    }

    private Child.End failed(String why) {
        ready.complete(why);
        return new Child.End("never started", 1);
    }

    private @Nullable Doorkeeper doorkeeper(GatedStart started, GateLifetime lifetime)
            throws LinuxException, IOException, Unreadable {
        if (started.listener() == null) {
            String without = settings.maxRequests() > 0 ? ", and --max-requests is not kept" : "";
            tell(
                    EventKind.NO_GATE,
                    "%s; workers are recycled as watch does it%s"
                            .formatted(started.refused(), without));
            return null;
        }
        var doorkeeper =
                new Doorkeeper(
                        settings, started.listener(), e -> tell(EventKind.BUG, LogWord.bug(e)));
        lifetime.opened(settings, willWords);
        return doorkeeper;
    }

    private void tell(EventKind kind, String why) {
        recorder.record(new ServedEvent.Notice(Instant.now(), name(), kind, why));
    }

    /// Waits until the manager serves, and then until it has ended.
    private Child.End await(Child its, @Nullable Doorkeeper doorkeeper) throws LinuxException {
        var start = new ManagerStart(its, doorkeeper, readers.get(), Proc.ofMachine());
        while (!its.process().awaitExit(LOOK_EVERY)) {
            Manager found = start.look(System.nanoTime());
            String problem = start.noManager(System.nanoTime());
            if (problem != null && ready.complete(problem)) {
                signal(Signal.TERM);
            }
            if (found != null) {
                keep(found, doorkeeper);
                its.process().awaitExit(Duration.ofDays(10_000));
            }
        }
        Child.End end = end(its);
        WatchedPool pool = watchedPool;
        if (pool != null) {
            pool.stop();
        } else {
            ready.complete(start.problem(end));
        }
        if (doorkeeper != null) {
            doorkeeper.close();
        }
        return end;
    }

    /// How it ended. One that is no child of ours only its parent knows that of.
    private Child.End end(Child its) {
        Child.End end = its.end();
        return stopping && end.equals(Child.End.UNKNOWN) ? new Child.End("stopped", 0) : end;
    }

    private void keep(Manager found, @Nullable Doorkeeper doorkeeper) {
        manager = found;
        Gatekeeping gatekeeping = doorkeeper == null ? Gatekeeping.NONE : doorkeeper;
        var pool =
                new WatchedPool(
                        settings.watched(found.id().pid()),
                        recorder,
                        readers,
                        growthExplainer,
                        share,
                        gatekeeping);
        watchedPool = pool;
        var _ = pool.start(); // Its manager is there.
        ready.complete(null);
    }

    @Override
    public CompletableFuture<Integer> recycle(int pid, RecycleCause because) {
        WatchedPool pool = watchedPool;
        return pool == null ? CompletableFuture.completedFuture(0) : pool.recycle(pid, because);
    }

    @Override
    public CompletableFuture<Boolean> pause(@Nullable OperatorPause pause) {
        WatchedPool pool = watchedPool;
        return pool == null ? CompletableFuture.completedFuture(false) : pool.pause(pause);
    }

    @Override
    public CompletableFuture<Obstacles> obstacles() {
        WatchedPool pool = watchedPool;
        String hold = "its manager is being started";
        var starting = new Obstacles(settings.limits(), settings.policy(), hold, Map.of());
        return pool == null ? CompletableFuture.completedFuture(starting) : pool.obstacles();
    }

    @Override
    public CompletableFuture<Optional<ManagedPool.Evidence>> evidence(ProcessId whose) {
        WatchedPool pool = watchedPool;
        return pool == null
                ? CompletableFuture.completedFuture(Optional.empty())
                : pool.evidence(whose);
    }

    /// Has the manager reload in its own way. The signal that it was sent; null: it is not there.
    public @Nullable Signal reload() {
        Manager found = manager;
        return found == null ? null : signal(found.profile().reload());
    }

    /// Has the manager stop in its own way.
    @Override
    public void stop() {
        stopping = true;
        Manager found = manager;
        WatchedPool pool = watchedPool;
        if (pool != null) {
            pool.stop(); // Nobody is recycled any more, and whoever is kept is let in.
        }
        signal(found == null ? Signal.TERM : found.profile().stop());
    }

    private @Nullable Signal signal(Signal signal) {
        Child its = child;
        try {
            if (its != null && !ended.isDone()) {
                its.process().signal(signal.number());
                return signal;
            }
        } catch (LinuxException e) {
            return null; // It has ended.
        }
        return null;
    }

    @Override
    public CompletableFuture<Boolean> ended() {
        return ended;
    }
}
