package dev.kidreaper.pool.watched;

import dev.kidreaper.decide.Plan;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.PoolSettings;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.pool.GrowthExplainer;
import dev.kidreaper.pool.Recorder;
import dev.kidreaper.pool.RecycleEvidence;
import dev.kidreaper.recycle.Recycler;
import dev.kidreaper.recycle.ReplacementWait;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Recycles a kept pool's workers, each on a thread of its own that waits for it and then says why
/// it had grown.
final class Sending {
    private final PoolSettings settings;
    private final Manager manager;
    private final Recorder recorder;
    private final Supplier<PoolReader> readers;
    private final GrowthExplainer growthExplainer;
    private final Set<ProcessId> claimed = ConcurrentHashMap.newKeySet();

    /// @param readers makes readers of pools: each thread needs one of its own
    Sending(
            PoolSettings settings,
            Manager manager,
            Recorder recorder,
            Supplier<PoolReader> readers,
            GrowthExplainer growthExplainer) {
        this.settings = settings;
        this.manager = manager;
        this.recorder = recorder;
        this.readers = readers;
        this.growthExplainer = growthExplainer;
    }

    /// Begins with one.
    ///
    /// @param grown what is known of it; null when it does not go for its size
    /// @param then gets the outcome, and how long it took
    void start(
            Plan.Go one,
            Signal by,
            @Nullable RecycleEvidence recycleEvidence,
            BiConsumer<Outcome, Duration> then) {
        Thread.ofPlatform()
                .name("recycle-" + settings.name() + "-" + one.worker())
                .daemon()
                .start(() -> recycle(one, by, recycleEvidence, then));
    }

    private void recycle(
            Plan.Go one,
            Signal by,
            @Nullable RecycleEvidence recycleEvidence,
            BiConsumer<Outcome, Duration> then) {
        long begun = System.nanoTime();
        Outcome outcome = recycler(by).recycle(one.worker(), one.reason());
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        recorder.record(growthExplainer.ended(settings.name(), outcome, recycleEvidence));
        then.accept(outcome, took);
    }

    private Recycler recycler(Signal by) {
        PoolReader own = readers.get();
        Pace pace = settings.pace();
        var replacementWait = new ReplacementWait(own, manager, pace, null, claimed);
        return new Recycler(Proc.ofMachine(), own, manager, by, pace, replacementWait);
    }
}
