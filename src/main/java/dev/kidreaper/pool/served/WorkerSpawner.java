package dev.kidreaper.pool.served;

import dev.kidreaper.front.Routing;
import dev.kidreaper.front.io.BackendEndpoint;
import dev.kidreaper.linux.EnvironmentVariables;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.SocketAddress;
import dev.kidreaper.linux.StreamSocket;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.Worker;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.started.SocketFolder;
import dev.kidreaper.pool.started.StartedChild;
import dev.kidreaper.pool.started.StartedProcesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Starts workers, each with a listening socket of its own that nobody else can reach. For the
/// thread that owns the pool.
/*
 * The sockets are in a folder that is ours alone. When we die, however we do, the kernel sends each
 * worker TERM (see DeadManSwitch): nobody could ever reach it again. For those that miss it: see
 * OrphanGuard and OrphanCleanup.
 */
final class WorkerSpawner implements SpawnedSurroundings.Starter {
    private static final int BACKLOG = 16;

    /// php-cgi would otherwise end by itself after 500 requests; when a worker goes is said here.
    private static final Map<String, String> UNLESS_SET = Map.of("PHP_FCGI_MAX_REQUESTS", "0");

    private final List<String> command;
    private final MeterFactory meters;
    private final StartedProcesses processes;
    private int last;

    /// Makes a folder for the sockets, and ends what one of us that was killed has left behind.
    ///
    /// @param afterwards the program that ends our workers when we are killed, and its words
    /// @throws IOException when there is no room for the folder
    WorkerSpawner(
            List<String> command,
            List<String> afterwards,
            MeterFactory meters,
            PoolReader pools,
            PoolReporter report)
            throws IOException, LinuxException, Unreadable {
        this.command = command;
        this.meters = meters;
        int ourselves = Math.toIntExact(ProcessHandle.current().pid());
        Path folder = SocketFolder.make(pools.identity(ourselves));
        var environment = EnvironmentVariables.forApplications();
        UNLESS_SET.forEach(environment::unlessSet);
        this.processes = new StartedProcesses(pools, folder, afterwards, environment, report);
    }

    @Override
    public SpawnedWorker start(Routing routing, Map<Integer, SpawnedWorker> known)
            throws LinuxException, Unreadable {
        int number = ++last;
        var address = new SocketAddress.OfPath(processes.file("w" + number).toString());
        StreamSocket listening = StreamSocket.bound(address, true);
        try {
            listening.listen(BACKLOG);
            StartedChild child = processes.start(command, listening);
            SpawnedWorker spawnedWorker = hired(number, child);
            known.put(number, spawnedWorker);
            routing.join(number, new BackendEndpoint(address, listening, child.handle(), false));
            return spawnedWorker;
        } catch (LinuxException | Unreadable e) {
            forget(number);
            listening.close();
            throw e;
        }
    }

    private SpawnedWorker hired(int number, StartedChild child) throws LinuxException {
        var born = new Worker(child.id(), Duration.ZERO, Duration.ZERO, "", Footprint.cheap(0, 0));
        long now = System.nanoTime();
        try {
            return new SpawnedWorker(number, child, meters.meters(born, now), now);
        } catch (LinuxException e) {
            child.abandon();
            throw e;
        }
    }

    /// Its socket goes.
    @Override
    public void forget(int number) {
        try {
            Files.deleteIfExists(processes.file("w" + number));
        } catch (IOException e) {
            return; // It goes with the folder, or stays behind unused.
        }
    }

    /// Workers that have not gone are left to the guard.
    @Override
    public void close(boolean all) {
        processes.close(all);
    }
}
