package dev.kidreaper.pool.served;

import dev.kidreaper.front.Routing;
import dev.kidreaper.front.io.BackendEndpoint;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.SocketAddress;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.model.Signal;
import dev.kidreaper.model.Worker;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.SimulatedTime;
import dev.kidreaper.pool.SimulatedWorker;
import dev.kidreaper.pool.WorkerMemory;
import dev.kidreaper.pool.started.StartedProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Starts workers that are no processes: some do not start, some die at birth, some by themselves
/// later, and some stay until they get a signal.
final class SimulatedStarter implements SpawnedSurroundings.Starter {
    private static final long MILLI = 1_000_000L;

    private final SimulatedTime time;
    private final RandomGenerator random;
    private final MeterFactory meters;
    private final Map<ProcessId, SimulatedWorker> memories = new HashMap<>();
    private final Map<Integer, Started> running = new HashMap<>();
    private int last;
    private int failures;

    SimulatedStarter(SimulatedTime time, RandomGenerator random, ServeSettings settings) {
        this.time = time;
        this.random = random;
        this.meters =
                new MeterFactory(
                        settings, id -> memory(id), _ -> new CpuShare(null), 4096, time::now);
    }

    private WorkerMemory memory(ProcessId id) {
        SimulatedWorker worker = memories.get(id);
        if (worker == null) {
            throw new IllegalStateException("nobody has that id");
        }
        return worker.memory();
    }

    /// A worker's process.
    final class Started implements StartedProcess {
        final int number;
        final SimulatedWorker worker;
        final long ready;
        private final List<Signal> signals = new ArrayList<>();
        private long exits = Long.MAX_VALUE;
        boolean seen;
        boolean released;
        private boolean closed;

        private Started(int number, SimulatedWorker worker) {
            this.number = number;
            this.worker = worker;
            this.ready = time.now() + random.nextLong(1500 * MILLI);
        }

        /// Its socket is ended and it has no request: it leaves by itself, unless it does not.
        void released() {
            if (random.nextInt(10) > 0) {
                exitsIn(2000 * MILLI);
            }
        }

        private void exitsIn(long atMost) {
            exits = Math.min(exits, time.now() + random.nextLong(atMost));
        }

        @Override
        public boolean signal(Signal signal) {
            if (signals.contains(signal)) {
                throw new IllegalStateException(worker.id() + " gets " + signal + " twice");
            }
            signals.add(signal);
            exitsIn(signal == Signal.KILL ? MILLI : 4000 * MILLI);
            return worker.isAlive();
        }

        @Override
        public boolean hasExited() {
            return !worker.isAlive();
        }

        @Override
        public List<String> lastWords() {
            return List.of("good bye");
        }

        @Override
        public String collect() {
            if (worker.isAlive()) {
                throw new IllegalStateException(worker.id() + " is collected alive");
            }
            return "exit code 0";
        }

        @Override
        public void close() {
            if (closed) {
                throw new IllegalStateException(worker.id() + " is closed twice");
            }
            closed = true;
        }
    }

    /// Those that have not been forgotten.
    Map<Integer, Started> running() {
        return running;
    }

    /// How many did not start.
    int failures() {
        return failures;
    }

    /// So much time has passed.
    void live(long nanos) {
        double seconds = nanos / 1e9;
        for (Started one : running.values()) {
            boolean newborn = time.since(one.worker.born()).toMillis() < 500;
            boolean dies = random.nextDouble() < (newborn ? 0.05 : 0.002) * seconds;
            if (dies || (time.now() - one.exits >= 0 && one.exits != Long.MAX_VALUE)) {
                one.worker.exit();
            }
        }
    }

    @Override
    public SpawnedWorker start(Routing routing, Map<Integer, SpawnedWorker> known)
            throws LinuxException, Unreadable {
        if (random.nextInt(40) == 0) {
            failures++;
            throw new Unreadable(Unreadable.Why.GONE, "it died before it was seen");
        }
        int number = ++last;
        var id = new ProcessId(1000 + number, number);
        var worker = new SimulatedWorker(id, time.now(), 0, random);
        memories.put(id, worker);
        var started = new Started(number, worker);
        running.put(number, started);
        var born = new Worker(id, Duration.ZERO, Duration.ZERO, "", Footprint.cheap(0, 0));
        var spawned =
                new SpawnedWorker(number, started, meters.meters(born, time.now()), time.now());
        known.put(number, spawned);
        var address = new SocketAddress.OfPath("w" + number);
        routing.join(number, new BackendEndpoint(address, null, null, false));
        return spawned;
    }

    @Override
    public void forget(int number) {
        Started gone = running.remove(number);
        if (gone == null || !gone.closed || gone.worker.open() > 0) {
            throw new IllegalStateException(number + " is forgotten, and not closed");
        }
        memories.remove(gone.worker.id());
    }

    @Override
    public void close(boolean all) {
        throw new UnsupportedOperationException("a simulation does not stop");
    }
}
