package dev.kidreaper.pool.watched;

import dev.kidreaper.model.Manager;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.pool.RecycleClearance;
import dev.kidreaper.recycle.WorkerGate;
import org.jspecify.annotations.Nullable;

/// What a watched pool has in addition where its workers ask at a gate for each connection.
public interface Gatekeeping {
    /// No gate.
    Gatekeeping NONE =
            new Gatekeeping() {
                @Override
                public @Nullable WorkerGate gate() {
                    return null;
                }

                @Override
                public void kept(Kept pool) {
                    // Nobody asks.
                }

                @Override
                public void left() {
                    // Nobody asks.
                }

                @Override
                public PoolSnapshot seen(PoolSnapshot snapshot) {
                    return snapshot;
                }
            };

    /// Where the workers can be held; null: nowhere.
    @Nullable WorkerGate gate();

    /// The pool is kept from now on.
    void kept(Kept pool);

    /// It is not kept any more: all are let in.
    void left();

    /// How the pool stands, with what the gate has counted.
    PoolSnapshot seen(PoolSnapshot snapshot);

    /// The pool while it is kept. For any thread.
    interface Kept {
        Manager manager();

        /// Whether a worker may go now; the gate's thread asks for permits.
        RecycleClearance clearance();

        /// A worker for which a permit was taken has reached a limit, and goes. If it does not, it
        /// is let in again.
        ///
        /// @param bytes what it weighs
        void reached(ProcessId worker, RecycleCause cause, long bytes);
    }
}
