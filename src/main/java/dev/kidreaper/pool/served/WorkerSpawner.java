package dev.kidreaper.pool.served;

import dev.kidreaper.front.Routing;
import dev.kidreaper.front.io.BackendEndpoint;
import dev.kidreaper.linux.Child;
import dev.kidreaper.linux.ChildThread;
import dev.kidreaper.linux.DeadManSwitch;
import dev.kidreaper.linux.EnvironmentVariables;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.SocketAddress;
import dev.kidreaper.linux.StreamSocket;
import dev.kidreaper.model.EventKind;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.model.Signal;
import dev.kidreaper.model.Worker;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.started.OrphanCleanup;
import dev.kidreaper.pool.started.OrphanGuard;
import dev.kidreaper.pool.started.WorkerOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
    private final PoolReader pools;
    private final WorkerOutput workerOutput;
    private final PoolReporter report;
    private final Path folder;
    private final EnvironmentVariables environment = EnvironmentVariables.forApplications();
    private final @Nullable OrphanGuard will;
    private int last;

    /// A worker's process as we have started it.
    ///
    /// @param orphaned has the kernel end it when we have died
    private record Started(Child child, WorkerOutput.Source output, DeadManSwitch orphaned)
            implements SpawnedWorker.OwnProcess {
        @Override
        public boolean signal(Signal signal) {
            try {
                child.process().signal(signal.number());
                return true;
            } catch (LinuxException e) {
                return false; // It has exited.
            }
        }

        @Override
        public boolean hasExited() {
            try {
                return child.process().hasExited();
            } catch (LinuxException e) {
                return true;
            }
        }

        @Override
        public List<String> lastWords() {
            output.await(Duration.ofMillis(200));
            return output.last();
        }

        @Override
        public String collect() {
            return child.collect();
        }

        @Override
        public void close() {
            orphaned.close();
            child.process().close();
        }
    }

    /// Makes a folder for the sockets, and ends what one of us that was killed has left behind.
    ///
    /// @param afterwards the program that ends our workers when we are killed, and its words
    /// @throws IOException when there is no room for the folder
    WorkerSpawner(
            ServeSettings settings,
            List<String> command,
            List<String> afterwards,
            MeterFactory meters,
            PoolReader pools,
            PoolReporter report)
            throws IOException, LinuxException, Unreadable {
        this.command = command;
        this.meters = meters;
        this.pools = pools;
        this.report = report;
        this.workerOutput = new WorkerOutput(settings.name());
        int ourselves = Math.toIntExact(ProcessHandle.current().pid());
        this.folder = OrphanCleanup.folder(pools.identity(ourselves));
        OrphanCleanup.endBeside(folder, settings.name(), report::orphansEnded);
        UNLESS_SET.forEach(environment::unlessSet);
        this.will =
                OrphanGuard.make(
                        folder,
                        afterwards,
                        environment,
                        why -> report.notice(EventKind.NO_ORPHAN_GUARD, why));
    }

    @Override
    public SpawnedWorker start(Routing routing, Map<Integer, SpawnedWorker> known)
            throws LinuxException, Unreadable {
        int number = ++last;
        var address = new SocketAddress.OfPath(folder.resolve("w" + number).toString());
        StreamSocket listening = StreamSocket.bound(address, true);
        try {
            listening.listen(BACKLOG);
            Child child = ChildThread.start(command, listening, environment);
            SpawnedWorker spawnedWorker = hired(number, child);
            known.put(number, spawnedWorker);
            routing.join(number, new BackendEndpoint(address, listening, child.process(), false));
            return spawnedWorker;
        } catch (LinuxException | Unreadable e) {
            forget(number);
            listening.close();
            throw e;
        }
    }

    private SpawnedWorker hired(int number, Child child) throws LinuxException, Unreadable {
        WorkerOutput.Source source =
                workerOutput.follow(child.output(), line -> report.output(child.pid(), line));
        DeadManSwitch orphaned = DeadManSwitch.arm(child.pid(), Signal.TERM.number());
        var id = pools.identity(child.pid());
        try {
            OrphanCleanup.note(folder, id);
        } catch (IOException e) {
            report.notNoted(id, String.valueOf(e.getMessage()));
        }
        var born = new Worker(id, Duration.ZERO, Duration.ZERO, "", Footprint.cheap(0, 0));
        long now = System.nanoTime();
        var process = new Started(child, source, orphaned);
        return new SpawnedWorker(number, process, meters.meters(born, now), now);
    }

    /// Its socket goes.
    @Override
    public void forget(int number) {
        try {
            Files.deleteIfExists(folder.resolve("w" + number));
        } catch (IOException e) {
            return; // It goes with the folder, or stays behind unused.
        }
    }

    /// Workers that have not gone are left to the guard.
    @Override
    public void close(boolean all) {
        workerOutput.close();
        try {
            if (all) {
                OrphanCleanup.delete(folder);
            }
        } catch (IOException e) {
            report.notice(EventKind.FOLDER_LEFT, String.valueOf(e.getMessage()));
        }
        if (will != null) {
            will.close();
        }
    }
}
