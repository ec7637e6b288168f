package dev.kidreaper.pool.watched;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.Limits;
import dev.kidreaper.model.ManagerTarget;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.MemorySample;
import dev.kidreaper.model.PoolSettings;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.ProfileChoice;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.RecyclePolicy;
import dev.kidreaper.model.Size;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.MachineMemory;
import dev.kidreaper.pool.MemoryPressure;
import dev.kidreaper.pool.Recorder;
import dev.kidreaper.pool.RecycleRules;
import dev.kidreaper.pool.SimulatedManager;
import dev.kidreaper.pool.SimulatedRecycling;
import dev.kidreaper.pool.SimulatedTime;
import dev.kidreaper.pool.SimulatedWorker;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// A watched pool over hours of simulated time, its rules held against it after each tick.
final class WatchedSimulation {
    private static final int WORKERS = 6;
    private static final long SECOND = 1_000_000_000L;
    private static final long LONGEST_SLEEP = 2 * SECOND;
    private static final Size MEMORY = new Size(2L << 30);
    private static final Duration SEEN_WITHIN = Duration.ofMinutes(3);

    private final Random random;
    private final RecyclePolicy policy;
    private final Limits limits;
    private final SimulatedTime time = new SimulatedTime();
    private final SimulatedManager manager;
    final RecycleRules rules;
    final SimulatedRecycling recycling;
    private final WatchedPoolState pool;
    private final Set<ProcessId> wished = new HashSet<>();
    private final Duration longestWait;

    /// @param policy what is promised
    /// @param given what the pool is told: another one is a planted fault
    WatchedSimulation(
            long seed, RecyclePolicy policy, RecyclePolicy given, Limits limits, long leak)
            throws Unreadable, LinuxException {
        this.random = new Random(seed);
        this.policy = policy;
        this.limits = limits;
        this.manager = new SimulatedManager(time, random, WORKERS, leak);
        this.rules = new RecycleRules(policy, time);
        this.recycling = new SimulatedRecycling(time, random, manager, rules);
        Duration each = SimulatedRecycling.LONGEST.plus(policy.pace().pause());
        this.longestWait = each.multipliedBy(2L * WORKERS).plus(SEEN_WITHIN);
        var books =
                new WatchedWorkers(
                        manager,
                        manager,
                        manager.manager(),
                        limits,
                        MEMORY,
                        () -> 1000,
                        _ -> {},
                        time::now);
        var pressure =
                new MemoryPressure(
                        limits, books::workers, new Machine(), MEMORY, _ -> {}, time.now());
        books.look(time.now(), pressure.share());
        this.pool =
                new WatchedPoolState(
                        settings(given),
                        given,
                        manager.manager(),
                        books,
                        new Silence(),
                        recycling,
                        pressure,
                        time::now,
                        time.clock());
    }

    private PoolSettings settings(RecyclePolicy given) {
        return new PoolSettings(
                "simulated",
                new ManagerTarget.ByPid(999),
                new ProfileChoice.Recognised(),
                limits,
                given);
    }

    /// Lets so many ticks pass.
    ///
    /// @return how it stands then
    PoolSnapshot run(int ticks) throws Unreadable, LinuxException {
        for (int i = 0; i < ticks; i++) {
            long sleep = Math.min(pool.tick(time.now()).toNanos(), LONGEST_SLEEP);
            long nanos = Math.max(1_000_000, random.nextInt(4) == 0 ? sleep / 3 : sleep);
            time.pass(nanos);
            manager.live(nanos);
            recycling.live();
            wish();
            check(nanos);
        }
        return pool.describe();
    }

    private void wish() {
        int dice = random.nextInt(1000);
        if (dice == 0) {
            recycling.takeElsewhere();
        } else if (dice < 3 && !manager.children().isEmpty()) {
            var one = manager.children().get(random.nextInt(manager.children().size()));
            wish(dice == 1 ? 0 : one.id().pid());
        }
    }

    private void wish(int pid) {
        int expected = pool.want(pid, RecycleCause.ASKED);
        rules.must(!policy.observe() || expected == 0, "a wish is noted though it is observed");
        if (!policy.observe()) {
            pool.describe().workers().stream()
                    .map(PoolSnapshot.Member::id)
                    .filter(id -> pid == 0 || id.pid() == pid)
                    .filter(id -> !rules.underWay().contains(id))
                    .forEach(wished::add);
        }
    }

    private void check(long nanos) {
        PoolSnapshot now = pool.describe();
        Set<ProcessId> members = new HashSet<>();
        Set<Integer> places = new HashSet<>();
        for (PoolSnapshot.Member member : now.workers()) {
            rules.must(members.add(member.id()), member.id() + " is in the book twice");
            rules.must(places.add(member.slot()), member.id() + " shares its place");
            rules.must(
                    member.leaving() == rules.underWay().contains(member.id()),
                    member.id() + " leaves: " + member.leaving());
        }
        rules.must(now.away() == rules.underWay().size(), now.away() + " are said to be away");
        rules.must(now.recycled() == rules.recycled(), now.recycled() + " recycled");
        rules.must(now.failed() == rules.failed(), now.failed() + " failed");
        rules.must(manager.open() == members.size(), manager.open() + " files are open");
        rules.endsWithin(SimulatedRecycling.LONGEST.plusSeconds(2));
        if (!policy.observe() && now.state() != PoolSnapshot.State.PAUSED) {
            starving(now, nanos);
        }
    }

    private void starving(PoolSnapshot now, long nanos) {
        wished.removeIf(id -> rules.underWay().contains(id) || !manager.worker(id).isAlive());
        if (recycling.isElsewhere()) {
            return;
        }
        boolean blackout = policy.isBlackout(time.local());
        for (SimulatedWorker worker : manager.children()) {
            boolean due = (!blackout && isTooLarge(worker, now)) || wished.contains(worker.id());
            if (due && !rules.underWay().contains(worker.id())) {
                rules.waits(worker.id(), nanos, longestWait);
            }
        }
    }

    private boolean isTooLarge(SimulatedWorker worker, PoolSnapshot now) {
        Long limit = now.limitBytes();
        boolean old =
                limits.maxAge() != null && time.since(worker.born()).compareTo(limits.maxAge()) > 0;
        return old || (limit != null && worker.size(limits.measure()) > limit);
    }

    /// The machine on which they run.
    private final class Machine implements MachineMemory {
        @Override
        public Size available() {
            long used = manager.children().stream().mapToLong(w -> w.size(Measure.USS)).sum();
            return new Size(Math.max(0, MEMORY.bytes() - used));
        }

        @Override
        public double pressure() {
            return available().bytes() < MEMORY.bytes() / 4 ? 50 : 0;
        }
    }

    private static final class Silence implements Recorder {
        @Override
        public void record(Event event) {
            // Nobody listens.
        }

        @Override
        public void record(List<MemorySample> readings) {
            // Nobody listens.
        }
    }
}
