package dev.kidreaper.act;

import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Limits;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.Size;
import dev.kidreaper.observe.Machine;
import dev.kidreaper.observe.Unreadable;
import org.jspecify.annotations.Nullable;

/// Whether the whole pool, or the machine, is short of memory, so that the largest worker goes
/// although it has not reached a limit of its own. For the thread that owns the pool.
final class Pressure {
    private static final long LOOK_EVERY_NANOS = 1_000_000_000L;

    private final Limits limits;
    private final Crew crew;
    private final Machine machine;
    private final Size memory;
    private long nextLook;
    private @Nullable Reason last;

    /// @param memory of the machine or the container, for limits that are a share of it
    Pressure(Limits limits, Crew crew, Machine machine, Size memory, long now) {
        this.limits = limits;
        this.crew = crew;
        this.machine = machine;
        this.memory = memory;
        this.nextLook = now;
    }

    /// Has the next question looked into: a worker has left, and what was seen before is no reason
    /// for another one to go.
    void lookAgain(long now) {
        nextLook = now;
    }

    /// Why somebody has to go; null when nobody has to.
    @Nullable Reason now(long now) {
        if (now - nextLook >= 0) {
            nextLook = now + LOOK_EVERY_NANOS;
            last = look();
        }
        return last;
    }

    private @Nullable Reason look() {
        long pss = crew.pss();
        if (limits.pool() != null && pss >= limits.pool().of(memory).bytes()) {
            return new Reason(Measure.PSS, pss, new Limit(Measure.PSS, limits.pool().of(memory)));
        }
        return isMachineShort() ? new Reason(Measure.PSS, pss, null) : null;
    }

    private boolean isMachineShort() {
        if (limits.maxPressure() != null && machine.pressure() >= limits.maxPressure()) {
            return true;
        }
        if (limits.minAvailable() == null) {
            return false;
        }
        try {
            return machine.available().compareTo(limits.minAvailable().of(memory)) < 0;
        } catch (Unreadable e) {
            return false; // A kernel that does not tell: this floor does not hold there.
        }
    }
}
