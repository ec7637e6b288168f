package dev.kidreaper.pool.watched;

import dev.kidreaper.decide.Plan;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.Mailbox;
import dev.kidreaper.pool.MemoryPressure;
import dev.kidreaper.pool.RecycleClearance;
import dev.kidreaper.pool.TrackedWorker;
import java.util.function.ObjLongConsumer;

/// A watched pool as its gate's thread sees it.
///
/// @param start has a worker recycled now. By the thread that owns the pool, as is
/// @param watchedWorkers its workers
/// @param mailbox of that thread
record KeptPool(
        Manager manager,
        RecycleClearance clearance,
        WatchedWorkers watchedWorkers,
        ObjLongConsumer<Plan.Go> start,
        Mailbox mailbox,
        Gatekeeping gatekeeping)
        implements Gatekeeping.Kept {
    KeptPool {
        clearance.publish(System.nanoTime()); // Workers may have reached a limit already.
    }

    @Override
    public void reached(ProcessId worker, RecycleCause cause, long bytes) {
        mailbox.tell(() -> {
            long now = System.nanoTime();
            boolean goes = false;
            try {
                goes = goes(worker, cause, bytes, now);
            } catch (LinuxException | Unreadable e) {
                goes = false; // It has gone, or the pool is about to be lost.
            }
            clearance.settle(cause, now);
            var gate = gatekeeping.gate();
            if (!goes && gate != null) {
                gate.readmit(worker);
            }
        });
    }

    private boolean goes(ProcessId id, RecycleCause cause, long bytes, long now)
            throws LinuxException, Unreadable {
        if (watchedWorkers.worker(id).isEmpty()) {
            watchedWorkers.listAgain(now); // It has come since the last time.
            watchedWorkers.look(now, MemoryPressure.NO_LIMIT);
        }
        TrackedWorker worker = watchedWorkers.worker(id).orElse(null);
        if (worker == null || worker.isLeaving() || worker.isHeld(now)) {
            return false;
        }
        long size = bytes > 0 ? bytes : worker.size(); // For its requests, it was not weighed.
        start.accept(new Plan.Go(id, watchedWorkers.reason(cause, size)), now);
        return true;
    }
}
