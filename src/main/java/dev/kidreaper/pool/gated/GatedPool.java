package dev.kidreaper.pool.gated;

import dev.kidreaper.decide.OperatorPause;
import dev.kidreaper.linux.Child;
import dev.kidreaper.model.EventKind;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.RunSettings;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.pool.DescriptorShare;
import dev.kidreaper.pool.GrowthExplainer;
import dev.kidreaper.pool.ManagedPool;
import dev.kidreaper.pool.Recorder;
import dev.kidreaper.pool.permit.PermitDesk;
import dev.kidreaper.pool.watched.WatchedPool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A pool whose manager we start, in the foreground, and whose workers ask at a gate for each
/// connection: their requests are counted, and they are weighed and recycled between two of them.
/*
 * What holds for a pool beside its manager holds here: once its workers serve, it is a watched pool
 * with a gate. Where the kernel allows no gate, it is one without.
 */
public final class GatedPool implements ManagedPool {
    static final String NO_MANAGER = "its manager is not there";

    private final RunSettings settings;
    private final ManagerLife.Parts parts;
    private final Restarts restarts = new Restarts();
    private final CompletableFuture<@Nullable String> ready = new CompletableFuture<>();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private final CompletableFuture<Child.End> managerEnded = new CompletableFuture<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable ManagerLife life;
    private volatile String why = "its manager is being started";

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
    /// @param permits of a budget that is larger than the pool
    public GatedPool(
            RunSettings settings,
            LastWords willWords,
            Recorder recorder,
            Supplier<PoolReader> readers,
            GrowthExplainer growthExplainer,
            DescriptorShare share,
            PermitDesk permits) {
        this.settings = settings;
        this.parts =
                new ManagerLife.Parts(
                        settings, willWords, recorder, readers, growthExplainer, share, permits);
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public PoolSnapshot snapshot() {
        WatchedPool pool = pool();
        return pool != null
                ? pool.snapshot()
                : PoolSnapshot.unknown(
                        name(), PoolSnapshot.State.MISSING, why, settings.limits().measure());
    }

    private @Nullable WatchedPool pool() {
        ManagerLife now = life;
        return now == null ? null : now.pool();
    }

    /// Starts the manager; where that is wanted, again each time that it has ended.
    ///
    /// @return once a worker waits for a connection: null; or why there is none, a sentence
    @Override
    public CompletableFuture<@Nullable String> start() {
        Thread.ofPlatform().name("run-" + name()).start(this::work);
        return ready;
    }

    /// How the manager ended, once it has for good.
    public CompletableFuture<Child.End> managerEnded() {
        return managerEnded;
    }

    private void work() {
        Child.End end;
        do {
            long since = System.nanoTime();
            var now = new ManagerLife(parts, ready);
            life = now;
            if (isStopping()) {
                now.stop();
            }
            end = now.live();
            life = null;
            Duration lived = Duration.ofNanos(System.nanoTime() - since);
            if (isStopping() || !startsAgainAfter(now, end, lived)) {
                break;
            }
        } while (!isStopping());
        managerEnded.complete(end);
        ended.complete(true);
    }

    /// Whether the manager is to be started again, after the pause for that.
    private boolean startsAgainAfter(ManagerLife last, Child.End end, Duration lived) {
        if (!settings.keeping().startsAgain()) {
            return false;
        }
        String problem = last.problem();
        String what =
                problem == null ? "its manager has ended (%s)".formatted(end.words()) : problem;
        if (problem != null && end.code() == 0) {
            why = what + "; it is not started again";
            parts.tell(EventKind.MANAGER_ENDED, why);
            return false; // It may run in the background, and a second one must not.
        }
        Duration pause = restarts.pauseAfter(lived);
        why = "%s; it is started again in %d s".formatted(what, pause.toSeconds());
        parts.tell(EventKind.MANAGER_ENDED, why);
        try {
            return !stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public CompletableFuture<Integer> recycle(int pid, RecycleCause because) {
        WatchedPool pool = pool();
        return pool == null ? CompletableFuture.completedFuture(0) : pool.recycle(pid, because);
    }

    @Override
    public CompletableFuture<Boolean> pause(@Nullable OperatorPause pause) {
        WatchedPool pool = pool();
        return pool == null ? CompletableFuture.completedFuture(false) : pool.pause(pause);
    }

    @Override
    public CompletableFuture<Obstacles> obstacles() {
        WatchedPool pool = pool();
        String hold = "its manager is being started";
        var starting = new Obstacles(settings.limits(), settings.policy(), hold, Map.of());
        return pool == null ? CompletableFuture.completedFuture(starting) : pool.obstacles();
    }

    @Override
    public CompletableFuture<List<MemoryTimeline>> courses() {
        WatchedPool pool = pool();
        return pool == null ? CompletableFuture.completedFuture(List.of()) : pool.courses();
    }

    @Override
    public CompletableFuture<Optional<ManagedPool.Evidence>> evidence(ProcessId whose) {
        WatchedPool pool = pool();
        return pool == null
                ? CompletableFuture.completedFuture(Optional.empty())
                : pool.evidence(whose);
    }

    /// Has the manager reload in its own way. The signal that it was sent; null: it is not there.
    public @Nullable Signal reload() {
        ManagerLife now = life;
        return now == null ? null : now.reload();
    }

    /// Passes a signal on to the manager.
    ///
    /// @return null; or why it does not get it, a sentence
    public @Nullable String pass(Signal signal) {
        ManagerLife now = life;
        return now == null ? NO_MANAGER : now.pass(signal);
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    /// Has the manager stop in its own way. It is not started again.
    @Override
    public void stop() {
        stopping.countDown();
        ManagerLife now = life;
        if (now != null) {
            now.stop();
        }
    }

    @Override
    public CompletableFuture<Boolean> ended() {
        return ended;
    }
}
