package dev.kidreaper.pool.late;

import dev.kidreaper.decide.OperatorPause;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.EventKind;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.model.ServedEvent;
import dev.kidreaper.pool.ManagedPool;
import dev.kidreaper.pool.Recorder;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A served pool that may be opened later than it is started: what is in its way, such as another
/// server at its address, is its own trouble and no other pool's. It is said, shown, and tried
/// again.
public final class LatePool implements ManagedPool {
    private final ServeSettings settings;
    private final Opening opening;
    private final Recorder recorder;
    private final CompletableFuture<@Nullable String> ready = new CompletableFuture<>();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private volatile @Nullable ManagedPool pool;
    private volatile PoolSnapshot absence;
    private @Nullable Attempts attempts;
    private boolean stopped;

    /// Opens it.
    @FunctionalInterface
    public interface Opening {
        /// The pool, not started yet.
        ///
        /// @throws IOException why it cannot be had, a sentence; nothing of it is left then
        ManagedPool open() throws IOException;
    }

    /// @param recorder is told why it is missing
    public LatePool(ServeSettings settings, Opening opening, Recorder recorder) {
        this.settings = settings;
        this.opening = opening;
        this.recorder = recorder;
        this.absence = absent("it is being opened");
    }

    private PoolSnapshot absent(String why) {
        return PoolSnapshot.unknown(
                name(), PoolSnapshot.State.MISSING, why, settings.limits().measure());
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public PoolSnapshot snapshot() {
        ManagedPool opened = pool;
        return opened == null ? absence : opened.snapshot();
    }

    @Override
    public synchronized CompletableFuture<@Nullable String> start() {
        attempts = Attempts.begin("open-" + name(), this::open, this::failed);
        return ready;
    }

    private void open() throws IOException {
        ManagedPool opened = opening.open();
        synchronized (this) {
            pool = opened;
            var _ = opened.start().whenComplete(this::begun);
            var _ = opened.ended().thenAccept(ended::complete);
            if (stopped) {
                opened.stop();
            }
        }
    }

    private void begun(@Nullable String problem, @Nullable Throwable missing) {
        if (missing == null) {
            ready.complete(problem);
        } else {
            ready.completeExceptionally(missing);
        }
    }

    private void failed(Attempts.Failure failure) {
        String next = Durations.words(failure.next());
        absence = absent("%s; tried again in %s".formatted(failure.why(), next));
        if (failure.isNews()) {
            recorder.record(
                    new ServedEvent.Notice(
                            Instant.now(), name(), EventKind.POOL_MISSING, failure.why()));
        }
        ready.complete(failure.why());
    }

    @Override
    public CompletableFuture<Integer> recycle(int pid, RecycleCause because) {
        ManagedPool opened = pool;
        return opened == null ? CompletableFuture.completedFuture(0) : opened.recycle(pid, because);
    }

    @Override
    public CompletableFuture<Boolean> pause(@Nullable OperatorPause pause) {
        ManagedPool opened = pool;
        return opened == null ? CompletableFuture.completedFuture(false) : opened.pause(pause);
    }

    @Override
    public CompletableFuture<Obstacles> obstacles() {
        ManagedPool opened = pool;
        return opened == null
                ? CompletableFuture.completedFuture(
                        new Obstacles(
                                settings.limits(), settings.policy(), absence.why(), Map.of()))
                : opened.obstacles();
    }

    @Override
    public CompletableFuture<List<MemoryTimeline>> courses() {
        ManagedPool opened = pool;
        return opened == null ? CompletableFuture.completedFuture(List.of()) : opened.courses();
    }

    @Override
    public CompletableFuture<Optional<Evidence>> evidence(ProcessId manager) {
        ManagedPool opened = pool;
        return opened == null
                ? CompletableFuture.completedFuture(Optional.empty())
                : opened.evidence(manager);
    }

    @Override
    public synchronized void stop() {
        stopped = true;
        ManagedPool opened = pool;
        if (opened != null) {
            opened.stop();
            return;
        }
        if (attempts != null) {
            attempts.stop();
        }
        ended.complete(true);
    }

    @Override
    public CompletableFuture<Boolean> ended() {
        return ended;
    }
}
