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
import dev.kidreaper.recycle.WorkerGate;
import java.util.function.ObjLongConsumer;

/// A watched pool as its gate's thread sees it.
///
/// @param line in which those that have reached a limit wait for their turn; only the thread that
///   owns the pool uses it, `start` and the workers
/// @param start has a worker recycled now
/// @param watchedWorkers the pool's workers
/// @param mailbox of that thread
record KeptPool(
        Manager manager,
        RecycleClearance clearance,
        GateLine line,
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
            line.add(new GateLine.Waiting(worker, cause, bytes, now));
            clearance.settle(cause, now);
        });
    }

    /// Has those go whose turn has come. By the thread that owns the pool.
    void letGo(long now) {
        WorkerGate gate = gatekeeping.gate();
        if (gate == null || line.isEmpty()) {
            return;
        }
        line.stay(now).forEach(one -> gate.readmit(one.worker()));
        var keepClients = line.workers().stream().filter(gate::keepOn).toList();
        var next = line.next(keepClients::contains, now);
        while (next.isPresent()) {
            if (!goes(next.get(), now)) {
                gate.readmit(next.get().worker());
            }
            next = line.next(keepClients::contains, now);
        }
    }

    private boolean goes(GateLine.Waiting one, long now) {
        ProcessId id = one.worker();
        try {
            if (watchedWorkers.worker(id).isEmpty()) {
                watchedWorkers.listAgain(now); // It has come since the last time.
                watchedWorkers.look(now, MemoryPressure.NO_LIMIT);
            }
        } catch (LinuxException | Unreadable e) {
            return false; // It has gone, or the pool is about to be lost.
        }
        TrackedWorker worker = watchedWorkers.worker(id).orElse(null);
        if (worker == null || worker.isLeaving() || worker.isHeld(now)) {
            return false;
        }
        // For its requests, it was not weighed.
        long size = one.bytes() > 0 ? one.bytes() : worker.size();
        start.accept(new Plan.Go(id, watchedWorkers.reason(one.cause(), size)), now);
        return true;
    }
}
