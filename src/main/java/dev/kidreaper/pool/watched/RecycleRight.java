package dev.kidreaper.pool.watched;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.EventKind;
import dev.kidreaper.model.ServedEvent;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.CircuitBreaker;
import dev.kidreaper.pool.Recorder;
import dev.kidreaper.pool.WorkerRecycling;
import java.time.Duration;
import java.time.InstantSource;

/// The right to recycle a manager's workers, which one program has at a time, as we ask for it. For
/// the thread that owns the pool.
final class RecycleRight {
    private static final Duration ACQUIRE_AGAIN = Duration.ofSeconds(1);

    private final String pool;
    private final WorkerRecycling recycling;
    private final CircuitBreaker circuitBreaker;
    private final Recorder recorder;
    private final InstantSource wallClock;
    private final LongWait longWait = new LongWait();
    private long nextAcquire;

    /// @param pool its name
    /// @param now in nanoseconds
    RecycleRight(
            String pool,
            WorkerRecycling recycling,
            CircuitBreaker circuitBreaker,
            Recorder recorder,
            InstantSource wallClock,
            long now) {
        this.pool = pool;
        this.recycling = recycling;
        this.circuitBreaker = circuitBreaker;
        this.recorder = recorder;
        this.wallClock = wallClock;
        this.nextAcquire = now;
    }

    /// How long we wait for it.
    LongWait longWait() {
        return longWait;
    }

    /// Whether it may be asked for again.
    boolean isDue(long now) {
        return now - nextAcquire >= 0;
    }

    /// Takes it. Whether it is ours now.
    boolean acquire(long now) throws LinuxException, Unreadable {
        return switch (recycling.acquire()) {
            case WorkerRecycling.Right.Ours _ -> {
                longWait.ends();
                yield true;
            }
            case WorkerRecycling.Right.Elsewhere other -> {
                nextAcquire = now + ACQUIRE_AGAIN.toNanos(); // An operator has it, by hand.
                longWait.goesOn(other.holder(), now).ifPresent(this::tellWait);
                yield false;
            }
            case WorkerRecycling.Right.Forbidden forbidden -> {
                circuitBreaker.failed(forbidden.why(), now);
                yield false;
            }
        };
    }

    private void tellWait(String why) {
        recorder.record(new ServedEvent.Notice(wallClock.instant(), pool, EventKind.WAITING, why));
    }
}
