package dev.kidreaper.cli.daemon;

import dev.kidreaper.app.control.ByHand;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.recycle.RecycleListener;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Tells the daemon that keeps the pool of each recycle of a command, as it happens. A daemon that
/// does not answer holds nothing up.
public final class ByHandNews implements RecycleListener, AutoCloseable {
    private static final long AT_MOST_SECONDS = 2;

    private final ControlOptions control;
    private final Manager manager;
    private final RecycleListener shown;
    private final ExecutorService telling =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());

    /// @param shown hears everything too
    public ByHandNews(ControlOptions control, Manager manager, RecycleListener shown) {
        this.control = control;
        this.manager = manager;
        this.shown = shown;
    }

    @Override
    public void ended(Outcome outcome) {
        shown.ended(outcome);
        if (outcome instanceof Outcome.Recycled recycled) {
            telling.execute(() -> control.tell(ByHand.of(manager, recycled)));
        }
    }

    @Override
    public void starting(ProcessId worker, Reason reason, int left) {
        shown.starting(worker, reason, left);
    }

    @Override
    public void left(ProcessId worker, Duration after) {
        shown.left(worker, after);
    }

    @Override
    public void pausing(Duration pause) {
        shown.pausing(pause);
    }

    @Override
    public @Nullable String objection() {
        return shown.objection();
    }

    @Override
    public void putBehind(ProcessId worker) {
        shown.putBehind(worker);
    }

    @Override
    public void close() {
        telling.shutdown();
        try {
            telling.awaitTermination(AT_MOST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
