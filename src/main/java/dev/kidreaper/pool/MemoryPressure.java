package dev.kidreaper.pool;

import dev.kidreaper.decide.Plan;
import dev.kidreaper.decide.WorkerForecast;
import dev.kidreaper.model.Amount;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Limits;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.Size;
import dev.kidreaper.observe.Unreadable;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Whether the whole pool, or its container or the machine, is short of memory, so that the largest
/// worker goes although it has not reached a limit of its own. For the thread that owns the pool.
public final class MemoryPressure {
    /// More than any machine has, and still far from an overflow when sizes are added to it.
    public static final long NO_LIMIT = 1L << 60;

    private static final long LOOK_EVERY_NANOS = 1_000_000_000L;

    /// What the kernel tells of waiting is of so long a time: what a worker's end has gained shows
    /// after that.
    private static final long PRESSURE_NANOS = 10_000_000_000L;

    private final Limits limits;
    private final Supplier<Collection<TrackedWorker>> workers;
    private final MachineMemory machine;
    private final Size memory;
    private final Consumer<Reason> tooLow;
    private boolean told;
    private long nextLook;
    private long nextPressure;
    private @Nullable Reason last;

    /// @param workers all of the pool; who is leaving does not count
    /// @param memory of the machine or the container, for limits that are a share of it
    /// @param tooLow is told when the pool's limit is below what so many new workers weigh
    /// @param now in nanoseconds
    public MemoryPressure(
            Limits limits,
            Supplier<Collection<TrackedWorker>> workers,
            MachineMemory machine,
            Size memory,
            Consumer<Reason> tooLow,
            long now) {
        this.limits = limits;
        this.workers = workers;
        this.machine = machine;
        this.memory = memory;
        this.tooLow = tooLow;
        this.nextLook = now;
        this.nextPressure = nextLook;
    }

    /// Why somebody has to go: which limit or floor was reached; null when nobody has to.
    public @Nullable Reason now(long now) {
        if (now - nextLook >= 0) {
            nextLook = now + LOOK_EVERY_NANOS;
            last = look(now);
        }
        return last;
    }

    /// Somebody goes, or has gone: what was seen before is no reason for another one to go.
    public void relieved(long now) {
        last = null;
        told = false;
        nextLook = now;
        nextPressure = now + PRESSURE_NANOS;
    }

    /// Nobody goes: if that is since it would not help, the operator is told once.
    public void unrelieved(List<WorkerForecast> workers) {
        Reason why = last;
        if (why != null && why.limit() != null && !told && Plan.isInVain(workers)) {
            told = true;
            tooLow.accept(why);
        }
    }

    /// How much each worker may grow until the pool's limit is reached, should all grow alike.
    public long share() {
        if (limits.pool() == null) {
            return NO_LIMIT;
        }
        long stay = 0;
        long left = limits.pool().of(memory).bytes();
        for (TrackedWorker worker : workers.get()) {
            if (!worker.isLeaving()) {
                stay++;
                left -= worker.pss();
            }
        }
        return stay == 0 ? NO_LIMIT : Math.max(0, left) / stay;
    }

    /// The limit on all workers together, in bytes; null: there is none.
    public @Nullable Long totalLimit() {
        return limits.pool() == null ? null : limits.pool().of(memory).bytes();
    }

    private long pss() {
        return staying().mapToLong(TrackedWorker::pss).sum();
    }

    private Stream<TrackedWorker> staying() {
        return workers.get().stream().filter(w -> !w.isLeaving());
    }

    private @Nullable Reason look(long now) {
        long pss = pss();
        if (limits.pool() != null && pss >= limits.pool().of(memory).bytes()) {
            var limit = new Limit(Measure.PSS, limits.pool().of(memory));
            return new Reason(RecycleCause.POOL_LIMIT, Measure.PSS, pss, limit);
        }
        RecycleCause machineIsShort = machineIsShort(now);
        return machineIsShort == null ? null : new Reason(machineIsShort, Measure.PSS, pss, null);
    }

    private @Nullable RecycleCause machineIsShort(long now) {
        if (limits.maxPressure() != null
                && now - nextPressure >= 0
                && machine.pressure() >= limits.maxPressure()) {
            return RecycleCause.MAX_PRESSURE;
        }
        return limits.minAvailable() != null && isBelow(limits.minAvailable())
                ? RecycleCause.MIN_AVAILABLE
                : null;
    }

    private boolean isBelow(Amount.Portion floor) {
        try {
            return machine.available().compareTo(floor.of(memory)) < 0;
        } catch (Unreadable e) {
            return false; // A kernel that does not tell: this floor does not hold there.
        }
    }
}
