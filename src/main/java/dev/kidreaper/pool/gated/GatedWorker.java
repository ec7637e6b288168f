package dev.kidreaper.pool.gated;

import dev.kidreaper.gate.AcceptGate;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.Pidfd;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.pool.RequestMeter;
import dev.kidreaper.pool.WorkerMemory;
import dev.kidreaper.recycle.WorkerGate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// One worker that asks at the gate, and how it stands there. For any thread.
/*
 * A call of the worker waits in the kernel until it is answered. Whoever changes the standing from
 * or to ADMITTED does so under this object's monitor, and answers the call: so each is answered
 * once, and no signal is sent to a worker that has just been let in.
 */
final class GatedWorker implements AutoCloseable {
    static final long NEVER = Long.MAX_VALUE / 2;

    /// A recycle that has had a worker held decides within this.
    private static final long DECIDED_NANOS = 1_000_000_000L;

    /// A worker that is kept is asked to leave within this.
    private static final long ASKED_NANOS = 30_000_000_000L;

    /// One that was to go and has not gone serves so long before it may be kept again.
    static final long REST_NANOS = 10_000_000_000L;

    final ProcessId id;
    final RequestMeter requestMeter;
    final RequestTimes times = new RequestTimes();
    volatile boolean asksAtPool; // Written by the gate's thread alone.

    private final ParkedCall call;
    final Pidfd process;
    private final WorkerMemory costly;
    private final long bornNanos;
    private Standing standing = Standing.ADMITTED;
    private boolean wanted;
    private long since;
    private long due = NEVER;
    private long restsUntil;
    private int refusals;

    /// @param process closed with this, as are the meter and the memory that it weighs
    GatedWorker(
            ProcessId id,
            long bornNanos,
            Pidfd process,
            RequestMeter requestMeter,
            WorkerMemory costly,
            AcceptGate gate) {
        this.costly = costly;
        this.id = id;
        this.bornNanos = bornNanos;
        this.process = process;
        this.requestMeter = requestMeter;
        this.call = new ParkedCall(gate);
        this.restsUntil = bornNanos;
    }

    Duration age(long now) {
        return Duration.ofNanos(now - bornNanos);
    }

    boolean hasExited() {
        try {
            return process.hasExited();
        } catch (LinuxException e) {
            return true;
        }
    }

    /// It asks. Whether its call waits, since it is not admitted.
    synchronized boolean waitsAnyway(long asks, Door door, long now) {
        if (standing == Standing.ADMITTED) {
            return false;
        }
        park(standing, asks, door, since);
        if (standing == Standing.TURNED_AWAY) {
            refusals++;
            due = now + ParkedCall.pause(refusals);
        }
        return true;
    }

    /// A recycle waits for it: its call is held for that. Whether that is so.
    synchronized boolean isHeldFor(long asks, Door door, long now) {
        if (!wanted) {
            return false;
        }
        park(Standing.HELD, asks, door, now);
        notifyAll();
        return true;
    }

    /// Its call waits from now on.
    synchronized void park(Standing as, long asks, Door door, long now) {
        standing = as;
        call.waits(asks, door);
        since = now;
    }

    /// Whether it may be kept: it was not lately, in vain.
    synchronized boolean mayBeKept(long now) {
        return now - restsUntil >= 0;
    }

    /// It has been reported, and serves on for a while.
    synchronized void rest(long now) {
        restsUntil = now + REST_NANOS;
    }

    /// It was weighed while its call waited: it is kept. Whether it is still there for that.
    synchronized boolean keepWeighed(long now) {
        if (standing != Standing.WEIGHED) {
            return false;
        }
        standing = Standing.KEPT;
        since = now;
        return true;
    }

    /// It was weighed, and serves on.
    synchronized void letInWeighed() {
        if (standing == Standing.WEIGHED) {
            letIn();
        }
    }

    /// It waits on, if it is kept. Whether it is while connections wait where it asks.
    synchronized boolean keepOn(long now) {
        since = isKept() ? now : since;
        return isKept() && call.keepsClients(process);
    }

    synchronized boolean isKept() {
        return standing == Standing.KEPT;
    }

    synchronized boolean isAdmitted() {
        return standing == Standing.ADMITTED;
    }

    synchronized int refusals() {
        return refusals;
    }

    /// It may serve again.
    synchronized void readmit(long now) {
        if (standing != Standing.ADMITTED) {
            rest(now);
            letIn();
        }
    }

    private void letIn() {
        standing = Standing.ADMITTED;
        refusals = 0;
        due = NEVER;
        call.letIn();
    }

    /// Answers what is due.
    ///
    /// @return when the next answer is; {@link #NEVER}: there is none
    synchronized long turn(long now) {
        return switch (standing) {
            case ADMITTED -> NEVER;
            case WEIGHED, HELD -> letInAfter(DECIDED_NANOS, now);
            case KEPT -> letInAfter(ASKED_NANOS, now);
            case TURNED_AWAY -> {
                if (now - due >= 0) {
                    refuse();
                }
                yield due;
            }
        };
    }

    private long letInAfter(long nanos, long now) {
        if (now - since < nanos) {
            return since + nanos;
        }
        readmit(now);
        return NEVER;
    }

    private void refuse() {
        due = NEVER;
        call.refuse();
    }

    /// Has it held the next time that it asks, and waits for that.
    synchronized Optional<WorkerGate.Held> hold(Duration longest) {
        long end = System.nanoTime() + longest.toNanos();
        wanted = true;
        try {
            while (standing != Standing.HELD && standing != Standing.KEPT) {
                long left = end - System.nanoTime();
                if (left <= 0 || hasExited()) {
                    return Optional.empty();
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
            return Optional.of(new HeldCall());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            wanted = false;
        }
    }

    /// Its call while it waits for what a recycle decides.
    private final class HeldCall implements WorkerGate.Held {
        @Override
        public boolean turnAway() {
            synchronized (GatedWorker.this) {
                boolean there = standing == Standing.HELD || standing == Standing.KEPT;
                if (!there || !call.isWaiting()) {
                    return false;
                }
                standing = Standing.TURNED_AWAY;
                refusals = 0;
                due = System.nanoTime() + DECIDED_NANOS;
                return true;
            }
        }

        @Override
        public void answer() {
            synchronized (GatedWorker.this) {
                if (standing == Standing.TURNED_AWAY) {
                    refuse();
                }
            }
        }

        @Override
        public void close() {
            synchronized (GatedWorker.this) {
                if (standing == Standing.HELD) {
                    letIn();
                }
            }
        }
    }

    @Override
    public void close() {
        process.close();
        requestMeter.close();
        costly.close();
    }
}
