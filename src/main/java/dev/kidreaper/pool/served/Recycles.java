package dev.kidreaper.pool.served;

import dev.kidreaper.decide.Recognition;
import dev.kidreaper.decide.SignalChoice;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.RecycleEvidence;
import dev.kidreaper.recycle.RecycleLock;
import dev.kidreaper.recycle.Recycler;
import dev.kidreaper.recycle.ReplacementWait;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Recycles workers of another manager that hold no connection of ours any more, one at a time, on
/// a thread that waits for each.
final class Recycles implements AutoCloseable {
    private static final Duration NEWBORN = Duration.ofMillis(500);

    private final PoolReporter report;
    private final Proc proc;
    private final Consumer<Runnable> owner;
    private final ExecutorService thread;
    private final PoolReader pools = new PoolReader(Proc.ofMachine(), Recognition::of);

    /// @param owner runs what the thread that owns the pool is to know
    Recycles(PoolReporter report, Proc proc, Consumer<Runnable> owner) {
        this.report = report;
        this.proc = proc;
        this.owner = owner;
        this.thread =
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name("recycle-" + report.pool()).factory());
    }

    /// Why workers of that manager cannot be asked to leave; null when they can.
    static @Nullable String obstacle(Manager manager) {
        return switch (SignalChoice.asked(manager.profile(), null)) {
            case SignalChoice.Send _ -> null;
            case SignalChoice.Untouchable no -> no.why();
            case SignalChoice.Unknown _, SignalChoice.Deadly _ ->
                    "nothing is known of the kind of manager that pid %s is (%s)"
                            .formatted(manager.id(), manager.title());
        };
    }

    /// Has one recycled.
    ///
    /// @param killAfter when to KILL one that does not leave; null: never
    /// @param grown what is known of it; null when it does not go for its size
    /// @param then gets the outcome, on the owner's thread
    void recycle(
            Manager manager,
            ProcessId worker,
            Reason reason,
            @Nullable Duration killAfter,
            @Nullable RecycleEvidence recycleEvidence,
            Consumer<Outcome> then) {
        report.record(new Event.Recycling(Instant.now(), report.pool(), worker, reason));
        thread.execute(() -> {
            Outcome outcome = recycle(manager, worker, reason, killAfter);
            owner.accept(() -> then.accept(outcome));
            report.ended(outcome, recycleEvidence);
        });
    }

    private Outcome recycle(
            Manager manager, ProcessId worker, Reason reason, @Nullable Duration killAfter) {
        if (!(SignalChoice.asked(manager.profile(), null) instanceof SignalChoice.Send send)) {
            return new Outcome.Failed(worker, reason, "it cannot be asked", false, false);
        }
        Pace usual = Pace.DEFAULT;
        var pace =
                new Pace(
                        Duration.ZERO,
                        NEWBORN,
                        usual.proof(),
                        usual.resend(),
                        usual.deadline(),
                        killAfter);
        try {
            return switch (RecycleLock.take(manager, proc)) {
                case RecycleLock.Asked.Taken taken -> {
                    try {
                        var replacementWait =
                                new ReplacementWait(pools, manager, pace, null, new HashSet<>());
                        yield new Recycler(
                                        proc, pools, manager, send.signal(), pace, replacementWait)
                                .recycle(worker, reason);
                    } finally {
                        taken.recycleLock().close();
                    }
                }
                case RecycleLock.Asked.Elsewhere _ ->
                        new Outcome.Failed(
                                worker, reason, "another kidreaper is at work there", false, false);
                case RecycleLock.Asked.Forbidden forbidden ->
                        new Outcome.Failed(worker, reason, forbidden.why(), true, false);
            };
        } catch (LinuxException e) {
            return new Outcome.Failed(worker, reason, e.sentence(), false, false);
        } catch (Unreadable e) {
            return new Outcome.Failed(worker, reason, e.sentence(), false, false);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
