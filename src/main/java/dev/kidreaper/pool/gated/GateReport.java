package dev.kidreaper.pool.gated;

import dev.kidreaper.model.EventKind;
import dev.kidreaper.model.LogWord;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.TimeCounts;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/// What is said of those who ask at a gate: in the pool's status, and as events.
final class GateReport {
    private final Callers callers;
    private final Teller tell;
    private final AbsentWorkers absentWorkers = new AbsentWorkers(this::absent);

    /// Gets what the operator should know.
    @FunctionalInterface
    interface Teller {
        /// One thing that has happened.
        ///
        /// @param worker whom it is about; null: the pool
        void tell(EventKind kind, @Nullable ProcessId worker, String why);
    }

    GateReport(Callers callers, Teller tell) {
        this.callers = callers;
        this.tell = tell;
    }

    /// A worker has gone. For the gate's thread.
    void gone(GatedWorker worker) {
        PoolSnapshot.Served served = served(worker);
        if (served.requests() > 0) {
            tell.tell(EventKind.SERVED, worker.id, ServedWords.of(served));
        }
    }

    void trouble(Exception problem) {
        tell.tell(EventKind.BUG, null, LogWord.bug(problem));
    }

    private void absent(ProcessId worker) {
        tell.tell(
                EventKind.NOT_AT_GATE,
                worker,
                "it never asked for a connection at the pool's socket, while its siblings took %d:"
                                .formatted(AbsentWorkers.MANY)
                        + " it is not counted, and never held");
    }

    /// How the pool stands, with what was counted. For the thread that owns the pool.
    ///
    /// @param accepted by all workers so far
    /// @param times how long their requests took
    PoolSnapshot on(PoolSnapshot pool, long accepted, TimeCounts times) {
        var counts = new HashMap<ProcessId, PoolSnapshot.Served>();
        callers.workers().forEach(w -> counts.put(w.id, served(w)));
        return pool.with(
                new PoolSnapshot.Accepted(accepted, counts, times),
                absentWorkers.look(pool, accepted, this::hasAsked, System.nanoTime()));
    }

    private static PoolSnapshot.Served served(GatedWorker worker) {
        return worker.times.of(worker.requestMeter.requests());
    }

    private boolean hasAsked(ProcessId worker) {
        GatedWorker known = callers.worker(worker);
        return known != null && known.asksAtPool;
    }
}
