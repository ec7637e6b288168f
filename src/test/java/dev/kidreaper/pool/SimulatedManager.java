package dev.kidreaper.pool;

import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Profile;
import dev.kidreaper.model.Worker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// A manager that is no process: it forks as many workers as it wants, and another one soon after
/// one has exited. Workers exit by themselves at times, some as soon as they are born.
public final class SimulatedManager implements ManagerChildren, WorkerMemory.Opener {
    private static final double SECOND = 1e9;

    private final SimulatedTime time;
    private final RandomGenerator random;
    private final long leak;
    private final Map<ProcessId, SimulatedWorker> all = new HashMap<>();
    private final List<SimulatedWorker> children = new ArrayList<>();
    private final List<Long> forks = new ArrayList<>();
    private int last = 1000;
    private int listed;
    private int looked;

    /// @param workers how many it wants
    /// @param leak as in {@link SimulatedWorker}
    public SimulatedManager(SimulatedTime time, RandomGenerator random, int workers, long leak) {
        this.time = time;
        this.random = random;
        this.leak = leak;
        for (int i = 0; i < workers; i++) {
            fork();
        }
    }

    public Manager manager() {
        var id = new ProcessId(999, 0);
        var profile = Profile.named("simulated").build();
        return new Manager(id, 1, "simulated", Footprint.cheap(1 << 20, 1 << 20), profile);
    }

    /// How many of the workers that were listed were looked at, of a thousand.
    public int lookedAt() {
        return listed == 0 ? 0 : (int) (looked * 1000L / listed);
    }

    /// Those that live.
    public List<SimulatedWorker> children() {
        return children;
    }

    /// Any worker that it has forked, alive or not.
    public SimulatedWorker worker(ProcessId id) {
        SimulatedWorker worker = all.get(id);
        if (worker == null) {
            throw new NoSuchElementException("there was never a worker " + id);
        }
        return worker;
    }

    /// How many readers of the memory of workers are open.
    public int open() {
        all.values().removeIf(w -> !w.isAlive() && w.open() == 0 && isLongGone(w));
        return all.values().stream().mapToInt(SimulatedWorker::open).sum();
    }

    private boolean isLongGone(SimulatedWorker worker) {
        return time.since(worker.born()).toHours() > 3;
    }

    private void fork() {
        var worker = new SimulatedWorker(new ProcessId(++last, last), time.now(), leak, random);
        children.add(worker);
        all.put(worker.id(), worker);
    }

    /// So much time has passed.
    public void live(long nanos) {
        double seconds = nanos / SECOND;
        for (SimulatedWorker worker : children) {
            worker.live(seconds, random);
            boolean newborn = time.now() - worker.born() < SECOND;
            if (random.nextDouble() < (newborn ? 0.02 : 0.0001) * seconds) {
                worker.exit();
            }
        }
        children.stream().filter(w -> !w.isAlive()).forEach(_ -> forkSoon());
        children.removeIf(w -> !w.isAlive());
        long due = forks.stream().filter(f -> time.now() - f >= 0).count();
        forks.removeIf(f -> time.now() - f >= 0);
        for (long i = 0; i < due; i++) {
            fork();
        }
    }

    private void forkSoon() {
        forks.add(time.now() + random.nextLong(3_000_000_000L));
    }

    @Override
    public List<Integer> pids(Manager manager) {
        listed += children.size();
        return children.stream().map(w -> w.id().pid()).toList();
    }

    @Override
    public double uptime() {
        return time.now() / SECOND;
    }

    @Override
    public Optional<Worker> worker(Manager manager, int pid, double uptime) {
        looked++;
        return children.stream()
                .filter(w -> w.id().pid() == pid)
                .findFirst()
                .map(w -> w.listed(time.now()));
    }

    @Override
    public WorkerMemory open(ProcessId worker) {
        return worker(worker).memory();
    }
}
