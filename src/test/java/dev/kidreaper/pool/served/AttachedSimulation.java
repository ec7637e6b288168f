package dev.kidreaper.pool.served;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.SocketAddress;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.MemorySample;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.RecyclePolicy;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.model.Size;
import dev.kidreaper.pool.MachineMemory;
import dev.kidreaper.pool.PermittedRecycling;
import dev.kidreaper.pool.RecycleRules;
import dev.kidreaper.pool.RunningManager;
import dev.kidreaper.pool.SimulatedManager;
import dev.kidreaper.pool.SimulatedRecycling;
import dev.kidreaper.pool.SimulatedTime;
import dev.kidreaper.pool.SimulatedWorker;
import dev.kidreaper.pool.permit.PermitDesk;
import dev.kidreaper.pool.permit.SimulatedDesk;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A running manager's workers at a socket of ours, over a long simulated time under load, the
/// rules held against their pool after each tick.
final class AttachedSimulation {
    private static final int WORKERS = 4;
    private static final Size MEMORY = new Size(2L << 30);

    private final Random random;
    private final ServeSettings settings;
    private final RecyclePolicy policy;
    private final SimulatedTime time = new SimulatedTime();
    final RecycleRules rules;
    final SimulatedManager manager;
    final SimulatedRecycling recycling;
    final @Nullable SimulatedDesk desk;
    final AttachedPool pool;
    final List<MemorySample> written;
    private final SimulatedFront front;
    private final Map<Long, Integer> accepted = new HashMap<>();
    private final Set<ProcessId> wished = new HashSet<>();
    private final Duration longestWait;

    /// @param settings what is promised
    /// @param given what the pool is told: another policy is a planted fault
    AttachedSimulation(long seed, ServeSettings settings, ServeSettings given)
            throws LinuxException {
        this(seed, settings, given, 0);
    }

    /// @param budget how many workers a larger budget lets be away; 0: there is none
    AttachedSimulation(long seed, ServeSettings settings, ServeSettings given, int budget)
            throws LinuxException {
        this.desk = budget == 0 ? null : new SimulatedDesk(time::now, new Random(~seed), budget);
        this.random = new Random(seed);
        this.settings = settings;
        this.policy = settings.policy();
        this.manager = new SimulatedManager(time, random, WORKERS, 0);
        this.rules = new RecycleRules(policy, time);
        this.recycling = new SimulatedRecycling(time, random, manager, rules);
        this.longestWait = SimulatedRecycling.LONGEST.multipliedBy(2L * WORKERS);
        var silence = new SpawnedSimulation.Silence();
        this.written = silence.written;
        var fronts = new SimulatedFront[1];
        var base =
                new ServedPoolParts.Base(
                        given,
                        new PoolReporter(
                                "simulated",
                                new ProcessId(1, 0),
                                silence,
                                _ -> {},
                                silence,
                                desk == null ? PermitDesk.NONE : desk),
                        silence,
                        () -> {},
                        workers -> fronts[0] = new SimulatedFront(time, random, workers, seeing()),
                        time::now);
        var meters = new MeterFactory(given, manager, _ -> new CpuShare(null), 4096, time::now);
        this.pool =
                new AttachedPool(
                        base,
                        new AttachedSurroundings(
                                new SocketAddress.OfPath("socket"),
                                new Running(),
                                null,
                                manager,
                                meters,
                                new Machine(),
                                (_, _) ->
                                        desk == null
                                                ? recycling
                                                : new PermittedRecycling(recycling, desk),
                                time.clock()));
        this.front = fronts[0];
    }

    private SimulatedFront.Observer seeing() {
        return new SimulatedFront.Observer() {
            @Override
            public void worked(int number) {
                AttachedWorker worker = pool.known().get(number);
                if (worker != null && random.nextInt(3) == 0) {
                    manager.worker(worker.id).grow(random.nextLong(4 << 20));
                }
            }

            @Override
            public void leaves(int number, boolean byPermit) {
                // It is asked later, when it holds no connection any more.
            }
        };
    }

    /// Lets so many ticks pass.
    ///
    /// @return how it stands then
    PoolSnapshot run(int ticks) throws InterruptedException {
        for (int i = 0; i < ticks; i++) {
            if (i % 500 == 0) {
                front.rate(random.nextInt(5) == 0 ? 0 : random.nextDouble() * 60);
            }
            long nanos = Math.max(pool.pause().toNanos(), 20_000_000) * (1 + random.nextInt(3));
            time.pass(nanos);
            manager.live(nanos);
            recycling.live();
            processes();
            front.connect();
            front.live(nanos);
            wish();
            pool.turn(Duration.ZERO);
            check(nanos);
        }
        return pool.describe();
    }

    /// What the front sees of the workers' ends.
    private void processes() {
        for (var entry : List.copyOf(pool.known().entrySet())) {
            if (!manager.worker(entry.getValue().id).isAlive()) {
                front.lost(entry.getKey());
            }
        }
        for (var entry : List.copyOf(accepted.entrySet())) {
            if (isGone(entry.getValue())) {
                accepted.remove(entry.getKey());
                front.lostInode(entry.getKey());
            }
        }
    }

    private boolean isGone(int pid) {
        return manager.children().stream().noneMatch(w -> w.id().pid() == pid);
    }

    private void wish() {
        int dice = random.nextInt(2000);
        if (dice < 2 && !manager.children().isEmpty()) {
            var one = manager.children().get(random.nextInt(manager.children().size()));
            int pid = dice == 0 ? 0 : one.id().pid();
            var _ = pool.recycle(pid, RecycleCause.ASKED);
            if (!policy.observe()) {
                pool.known().values().stream()
                        .map(w -> w.id)
                        .filter(id -> pid == 0 || id.pid() == pid)
                        .filter(id -> !rules.underWay().contains(id))
                        .forEach(wished::add);
            }
        }
    }

    private void check(long nanos) {
        PoolSnapshot now = pool.describe();
        Set<ProcessId> members = new HashSet<>();
        for (PoolSnapshot.Member member : now.workers()) {
            rules.must(members.add(member.id()), member.id() + " is in the book twice");
        }
        Set<ProcessId> held = new HashSet<>();
        for (AttachedWorker worker : pool.known().values()) {
            rules.must(held.add(worker.id), worker.id + " holds two connections");
        }
        rules.must(now.recycled() == rules.recycled(), now.recycled() + " recycled");
        rules.must(now.failed() == rules.failed(), now.failed() + " failed");
        rules.must(manager.open() == members.size() * 2, manager.open() + " files are open");
        rules.endsWithin(SimulatedRecycling.LONGEST.plusSeconds(2));
        wished.removeIf(id -> rules.underWay().contains(id) || !manager.worker(id).isAlive());
        if (desk == null && !policy.observe() && now.state() != PoolSnapshot.State.PAUSED) {
            starving(nanos);
        }
    }

    private void starving(long nanos) {
        boolean blackout = policy.isBlackout(time.local());
        Duration oldest = settings.limits().maxAge();
        for (SimulatedWorker worker : manager.children()) {
            boolean old = oldest != null && time.since(worker.born()).compareTo(oldest) > 0;
            boolean due = (!blackout && old) || wished.contains(worker.id());
            if (due && !rules.underWay().contains(worker.id())) {
                rules.waits(worker.id(), nanos, longestWait);
            }
        }
    }

    /// The manager, and who accepts at the socket.
    private final class Running implements RunningManager {
        @Override
        public Manager find() {
            return manager.manager();
        }

        @Override
        public boolean isStill(Manager its) {
            return true;
        }

        @Override
        public Size memory(Manager its) {
            return MEMORY;
        }

        @Override
        public boolean mayAccept(ProcessId worker) {
            return true;
        }

        @Override
        public OptionalInt acceptor(long inode, Collection<Integer> candidates) {
            Integer before = accepted.get(inode);
            if (before != null) {
                return OptionalInt.of(before);
            }
            List<Integer> idle =
                    candidates.stream().filter(pid -> !isGone(pid) && !isAccepted(pid)).toList();
            if (idle.isEmpty() || random.nextInt(3) == 0) {
                return OptionalInt.empty();
            }
            int pid = idle.get(random.nextInt(idle.size()));
            accepted.put(inode, pid);
            return OptionalInt.of(pid);
        }

        private boolean isAccepted(int pid) {
            return pool.known().values().stream().anyMatch(w -> w.id.pid() == pid);
        }
    }

    /// The machine on which they run.
    private static final class Machine implements MachineMemory {
        @Override
        public Size available() {
            return MEMORY;
        }

        @Override
        public double pressure() {
            return 0;
        }
    }
}
