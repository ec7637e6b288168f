package dev.kidreaper.pool.gated;

import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Threads;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.RequestMeter;
import dev.kidreaper.pool.watched.Gatekeeping.Kept;
import org.jspecify.annotations.Nullable;

/// Keeps workers that have reached a limit at the gate, where the pool lets them go now. For the
/// gate's thread.
final class LimitKeeper implements AutoCloseable {
    private final Proc proc = Proc.ofMachine();
    private final Callers callers;
    private final Weigher weigher = new Weigher(LimitKeeper::weighed);

    LimitKeeper(Callers callers) {
        this.callers = callers;
    }

    /// Whether a worker that has reached a limit, or may have, waits for what becomes of it.
    ///
    /// @param pool null while it is not kept
    boolean keeps(
            @Nullable Kept pool,
            Caller caller,
            Door door,
            long call,
            RequestMeter.Verdict verdict) {
        GatedWorker worker = caller.worker;
        long now = System.nanoTime();
        if (pool == null
                || !worker.mayBeKept(now)
                || !pool.clearance().hasPermit()
                || !pool.clearance().mayBeRecycledAt(worker.age(now))) {
            return false;
        }
        if (!isAlone(worker)) {
            return report(pool, worker, verdict, now);
        }
        if (!callers.isStill(caller, door)) {
            caller.forget(door.descriptor());
            return false;
        }
        if (verdict == RequestMeter.Verdict.UNCERTAIN) {
            worker.park(Standing.WEIGHED, call, door, now);
            weigher.weigh(worker, pool);
        } else {
            RecycleCause cause = cause(verdict);
            if (!pool.clearance().tryPermit(cause)) {
                return false;
            }
            worker.park(Standing.KEPT, call, door, now);
            pool.reached(worker.id, cause, worker.requestMeter.bytes());
        }
        return true;
    }

    /// A worker with threads is asked as it is elsewhere: one of its threads at the gate proves
    /// nothing. So it serves on until then.
    private boolean report(Kept pool, GatedWorker worker, RequestMeter.Verdict verdict, long now) {
        worker.rest(now);
        if (verdict == RequestMeter.Verdict.UNCERTAIN) {
            weigher.weigh(worker, pool);
        } else if (pool.clearance().tryPermit(cause(verdict))) {
            pool.reached(worker.id, cause(verdict), worker.requestMeter.bytes());
        }
        return false;
    }

    private static RecycleCause cause(RequestMeter.Verdict verdict) {
        return verdict == RequestMeter.Verdict.SERVED_ENOUGH
                ? RecycleCause.MAX_REQUESTS
                : RecycleCause.LIMIT;
    }

    private boolean isAlone(GatedWorker worker) {
        try {
            return Threads.count(proc, worker.id.pid()) == 1;
        } catch (Unreadable e) {
            return false; // It has gone.
        }
    }

    /// A worker was weighed by the costly reading. By the weigher's thread.
    private static void weighed(GatedWorker worker, Kept pool, boolean tooLarge) {
        long now = System.nanoTime();
        boolean wasParked = !worker.isAdmitted();
        if (!tooLarge || !pool.clearance().tryPermit(RecycleCause.LIMIT)) {
            worker.letInWeighed();
            return;
        }
        if (!wasParked || worker.keepWeighed(now)) {
            pool.reached(worker.id, RecycleCause.LIMIT, worker.requestMeter.bytes());
        } else {
            pool.clearance().settle(RecycleCause.LIMIT, now);
        }
    }

    @Override
    public void close() {
        weigher.close();
    }
}
