package dev.kidreaper.pool.served;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.GrowthSummary;
import dev.kidreaper.model.MemorySample;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.RecyclePolicy;
import dev.kidreaper.model.RouteGrowth;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.model.ServeSettings.Source;
import dev.kidreaper.model.Size;
import dev.kidreaper.model.Verdict;
import dev.kidreaper.pool.GrowthExplainer;
import dev.kidreaper.pool.MachineMemory;
import dev.kidreaper.pool.Recorder;
import dev.kidreaper.pool.RecycleRules;
import dev.kidreaper.pool.RequestListener;
import dev.kidreaper.pool.SimulatedTime;
import dev.kidreaper.pool.SimulatedWorker;
import dev.kidreaper.pool.permit.PermitDesk;
import dev.kidreaper.pool.permit.SimulatedDesk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A pool of workers that we start, over a long simulated time under load, its rules held against
/// it after each tick.
final class SpawnedSimulation {
    private static final Size MEMORY = new Size(2L << 30);
    private static final Duration EXACT_WAIT = Duration.ofSeconds(60);

    /// One worker after the other leaves, and its replacement starts.
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(3);

    /// It leaves by itself, or three seconds later on TERM.
    private static final Duration LONGEST_LEAVING = Duration.ofSeconds(10);

    /// From one look to the next.
    private static final long MOST_NANOS = 100_000_000;

    private final Random random;
    private final ServeSettings settings;
    private final RecyclePolicy policy;
    private final Source.Spawned source;
    private final SimulatedTime time = new SimulatedTime();
    final RecycleRules rules;
    final @Nullable SimulatedDesk desk;
    private final SimulatedStarter starter;
    final SpawnedPool pool;
    private final SimulatedFront front;
    private final Map<Integer, Boolean> leaving = new HashMap<>();
    private final Set<ProcessId> wished = new HashSet<>();
    private int recycled;
    private int failed;

    /// @param settings what is promised
    /// @param given what the pool is told: another policy is a planted fault
    SpawnedSimulation(long seed, ServeSettings settings, ServeSettings given)
            throws LinuxException {
        this(seed, settings, given, 0);
    }

    /// @param budget how many workers a larger budget lets be away; 0: there is none
    SpawnedSimulation(long seed, ServeSettings settings, ServeSettings given, int budget)
            throws LinuxException {
        this.desk = budget == 0 ? null : new SimulatedDesk(time::now, new Random(~seed), budget);
        this.random = new Random(seed);
        this.settings = settings;
        this.policy = settings.policy();
        this.source = (Source.Spawned) settings.workers();
        this.rules = new RecycleRules(policy, time);
        this.starter = new SimulatedStarter(time, random, given);
        var fronts = new SimulatedFront[1];
        var base =
                new ServedPoolParts.Base(
                        given,
                        new PoolReporter(
                                "simulated",
                                new ProcessId(1, 0),
                                new Silence(),
                                _ -> {},
                                new Silence(),
                                desk == null ? PermitDesk.NONE : desk),
                        new Silence(),
                        () -> {},
                        workers -> fronts[0] = new SimulatedFront(time, random, workers, seeing()),
                        time::now);
        var around = new SpawnedSurroundings(starter, new Machine(), MEMORY, time.clock());
        this.pool = new SpawnedPool(base, source, around);
        this.front = fronts[0];
    }

    private SimulatedFront.Observer seeing() {
        return new SimulatedFront.Observer() {
            @Override
            public void worked(int number) {
                its(number).grow(random.nextInt(3) == 0 ? random.nextLong(4 << 20) : 0);
            }

            @Override
            public void leaves(int number, boolean byPermit) {
                SimulatedWorker worker = its(number);
                SpawnedWorker known = pool.known().get(number);
                RecycleCause cause = byPermit || known == null ? RecycleCause.LIMIT : known.cause();
                boolean recycle = cause != null && cause.isRecycle();
                leaving.put(number, recycle);
                if (recycle) {
                    boolean exactly = policy.exact() && cause == RecycleCause.LIMIT;
                    rules.asked(worker.id(), worker.born(), cause, exactly);
                }
            }
        };
    }

    private SimulatedWorker its(int number) {
        return Objects.requireNonNull(starter.running().get(number)).worker;
    }

    /// Lets so many ticks pass.
    ///
    /// @return how it stands then
    PoolSnapshot run(int ticks) throws InterruptedException {
        for (int i = 0; i < ticks; i++) {
            if (i % 500 == 0) {
                front.rate(random.nextInt(5) == 0 ? 0 : random.nextDouble() * 60);
            }
            // A look may come sooner, since somebody asks.
            long nanos = Math.min(pool.pause().toNanos(), MOST_NANOS) * (1 + random.nextInt(3));
            time.pass(nanos);
            starter.live(nanos);
            processes();
            front.live(nanos);
            wish();
            pool.turn(Duration.ZERO);
            check(nanos);
        }
        return pool.describe();
    }

    /// What the front sees of its workers' processes.
    private void processes() {
        for (var one : List.copyOf(starter.running().values())) {
            if (!one.worker.isAlive()) {
                if (front.knows(one.number) || !one.seen) {
                    one.seen = true;
                    front.exited(one.number, null);
                    exits(one);
                    pool.onExit(one.number);
                }
            } else if (time.now() - one.ready >= 0) {
                front.connected(one.number);
            }
            if (leaving.containsKey(one.number) && !front.knows(one.number) && !one.released) {
                one.released = true;
                one.released();
            }
        }
    }

    private void exits(SimulatedStarter.Started one) {
        Boolean recycle = leaving.remove(one.number);
        if (recycle == null) {
            failed++;
        } else if (recycle) {
            recycled++;
            var reason = new Reason(RecycleCause.LIMIT, settings.limits().measure(), 0, null);
            rules.ended(new Outcome.Vanished(one.worker.id(), reason));
        }
    }

    private void wish() {
        int dice = random.nextInt(2000);
        var all = List.copyOf(pool.known().values());
        if (dice < 2 && !all.isEmpty()) {
            int pid = dice == 0 ? 0 : all.get(random.nextInt(all.size())).id.pid();
            var _ = pool.recycle(pid, RecycleCause.ASKED);
            if (!policy.observe()) {
                all.stream()
                        .filter(w -> pid == 0 || w.id.pid() == pid)
                        .filter(w -> w.state() != SpawnedWorker.State.LEAVING)
                        .forEach(w -> wished.add(w.id));
            }
        }
    }

    private void check(long nanos) {
        PoolSnapshot now = pool.describe();
        Set<ProcessId> members = new HashSet<>();
        for (PoolSnapshot.Member member : now.workers()) {
            rules.must(members.add(member.id()), member.id() + " is in the book twice");
        }
        rules.must(members.size() == starter.running().size(), "a worker is in no book");
        int most = source.most() + settings.surge();
        long staying = now.workers().stream().filter(m -> !m.leaving()).count();
        rules.must(staying <= most, staying + " workers are there, of " + most);
        rules.must(now.recycled() == recycled, now.recycled() + " recycled, not " + recycled);
        int bad = failed + starter.failures();
        rules.must(now.failed() == bad, now.failed() + " failed, not " + bad);
        rules.endsWithin(LONGEST_LEAVING);
        if (desk != null) {
            long away = leaving.values().stream().filter(recycle -> recycle).count();
            rules.must(away <= desk.used(), away + " leave with permits for " + desk.used());
        } else if (!policy.observe() && now.state() != PoolSnapshot.State.PAUSED) {
            starving(now, nanos);
        }
    }

    private void starving(PoolSnapshot now, long nanos) {
        boolean blackout = policy.isBlackout(time.local());
        Long limit = now.limitBytes();
        Set<ProcessId> there = new HashSet<>();
        for (SpawnedWorker worker : pool.known().values()) {
            there.add(worker.id);
            SimulatedWorker its = its(worker.number);
            boolean large = limit != null && its.size(settings.limits().measure()) > limit;
            boolean served = time.now() - worker.requestMeter.lastServed() < nanos * 4;
            Duration oldest = settings.limits().maxAge();
            boolean old = oldest != null && time.since(its.born()).compareTo(oldest) > 0;
            boolean due = (!blackout && ((large && served) || old)) || wished.contains(worker.id);
            boolean newborn = time.since(its.born()).compareTo(policy.pace().newborn()) < 0;
            if (due && !newborn && !leaving.containsKey(worker.number)) {
                rules.waits(worker.id, nanos, policy.exact() ? EXACT_WAIT : LONGEST_WAIT);
            }
        }
        wished.retainAll(there);
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

    /// Nobody listens, and nobody explains. What workers weigh is written down.
    static final class Silence implements Recorder, GrowthExplainer, RequestListener {
        final List<MemorySample> written = new ArrayList<>();

        @Override
        public void record(Event event) {
            // Nobody listens.
        }

        @Override
        public void record(List<MemorySample> readings) {
            written.addAll(readings);
        }

        @Override
        public GrowthSummary why(dev.kidreaper.pool.RecycleEvidence evidence) {
            return new GrowthSummary(
                    Verdict.UNDECIDED, 0, Map.of(), Duration.ZERO, "nobody looked", null);
        }

        @Override
        public void answered(
                String method, String path, ProcessId worker, Footprint before, Footprint after) {
            // Nobody listens.
        }

        @Override
        public List<RouteGrowth> routes() {
            return List.of();
        }
    }
}
