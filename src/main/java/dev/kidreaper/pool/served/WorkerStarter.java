package dev.kidreaper.pool.served;

import dev.kidreaper.front.Routing;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.observe.Unreadable;
import java.util.Map;

/// Starts a pool's workers. For the thread that owns the pool.
interface WorkerStarter {
    /// Starts one, and has it joined.
    ///
    /// @param known gets it before anybody can ask for it
    /// @throws LinuxException ENOENT when there is no such program, EACCES when it cannot be run
    SpawnedWorker start(Routing routing, Map<Integer, SpawnedWorker> known)
            throws LinuxException, Unreadable;

    /// The worker has exited.
    void forget(int number);

    /// No more are started.
    ///
    /// @param all whether all workers have gone
    void close(boolean all);
}
