package dev.kidreaper.pool.served;

import dev.kidreaper.front.Routing;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.model.ServeSettings.Source;
import dev.kidreaper.model.Size;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.observe.group.Machine;
import dev.kidreaper.pool.MachineMemory;
import dev.kidreaper.pool.MemoryPressure;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/// What lies around a pool of workers that we start.
///
/// @param memory of the machine or the container, for limits that are a share of it
record SpawnedSurroundings(Starter starter, MachineMemory machine, Size memory, Clock wallClock) {
    /// Starts a pool's workers. For the thread that owns the pool.
    interface Starter {
        /// Starts one, and has it joined.
        ///
        /// @param known gets it before anybody can ask for it
        /// @throws LinuxException ENOENT when there is no such program, EACCES when it cannot be
        ///   run
        SpawnedWorker start(Routing routing, Map<Integer, SpawnedWorker> known)
                throws LinuxException, Unreadable;

        /// The worker has exited.
        void forget(int number);

        /// No more are started.
        ///
        /// @param all whether all workers have gone
        void close(boolean all);
    }

    static SpawnedSurroundings of(
            ServeSettings settings,
            Source.Spawned source,
            List<String> endOrphans,
            ServedPoolParts parts)
            throws IOException, LinuxException, Unreadable {
        var proc = Proc.ofMachine();
        var machine = new Machine(proc);
        int us = (int) ProcessHandle.current().pid();
        var starter =
                new WorkerSpawner(
                        source.command(),
                        endOrphans,
                        MeterFactory.of(settings, proc, parts.pools()),
                        parts.pools(),
                        parts.report());
        return new SpawnedSurroundings(
                starter,
                MachineMemory.of(machine, us),
                machine.memory(us),
                Clock.system(ZoneId.systemDefault()));
    }

    /// Whether memory is short there.
    MemoryPressure pressure(
            ServeSettings settings, SpawnedWorkers workers, PoolReporter report, long now) {
        return new MemoryPressure(
                settings.limits(), workers::staying, machine, memory, report::limitTooLow, now);
    }
}
