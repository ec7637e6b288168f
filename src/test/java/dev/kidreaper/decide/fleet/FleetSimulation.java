package dev.kidreaper.decide.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// A fleet whose time passes in steps, from a seed: clocks that drift, messages that are lost, come
/// twice or late, hosts that are stopped or killed at each step, a store that is away for a while.
/// It knows of each worker what is true, and notes each offence.
final class FleetSimulation {
    static final long SECOND = 1_000_000_000L;
    private static final long LONGEST_WAIT = 2 * SECOND;
    private static final StoreAnswer NO_ANSWER = new StoreAnswer.Away("no answer", Duration.ZERO);

    /// What is to happen.
    ///
    /// @param presumeGone as configured
    /// @param checks whether hosts check right before the signal: false is a planted fault
    /// @param troubles whether messages, hosts and the store have any
    /// @param life a worker's, in nanoseconds
    record Plan(
            int hosts,
            int workers,
            String size,
            Duration presumeGone,
            boolean checks,
            boolean troubles,
            long life) {}

    final Plan plan;
    private final BudgetTerms terms;
    final SplittableRandom random;
    final FleetKeys keys = new FleetKeys("shop");
    final SimulatedStore store;
    final List<String> offences = new ArrayList<>();
    final List<SimulatedHost> hosts = new ArrayList<>();
    private final EventQueue queue = new EventQueue();
    private long now;
    private long storeAwayUntil;
    private long storeAwayFor;
    private boolean calm;
    long events;
    int away;
    int mostAway;
    int recycled;
    int heldBack;
    int presumedGone;
    int lost;
    int stamps;
    private int graves;
    String version = "v1";
    boolean bad;

    FleetSimulation(Plan plan, long seed) {
        this.plan = plan;
        this.terms = new BudgetTerms(plan.size(), 3, plan.presumeGone(), Duration.ZERO);
        this.random = new SplittableRandom(seed);
        this.store = new SimulatedStore(keys, this::offend);
        for (int i = 0; i < plan.hosts(); i++) {
            var host = new SimulatedHost(this, "web" + i, random.split());
            hosts.add(host);
            after(random.nextLong(30 * SECOND), host::start);
        }
        if (plan.troubles()) {
            after(random.nextLong(300 * SECOND), this::storeGoes);
        }
    }

    BudgetTerms terms() {
        return terms;
    }

    void offend(String what) {
        offences.add("%.3f s: %s".formatted(now / 1e9, what));
    }

    long now() {
        return now;
    }

    boolean isCalm() {
        return calm || !plan.troubles();
    }

    void after(long nanos, Runnable what) {
        queue.add(now, nanos, what);
    }

    /// Lets so many events happen.
    void run(long many) {
        for (long i = 0; i < many; i++) {
            step();
        }
    }

    void runFor(long nanos) {
        long end = now + nanos;
        while (queue.nextAt() <= end) {
            step();
        }
        now = end;
    }

    private void step() {
        now = queue.nextAt();
        events++;
        queue.poll().run();
    }

    /// Nothing goes wrong from now on.
    void calmDown() {
        calm = true;
    }

    private void storeGoes() {
        if (!calm) {
            long longest = random.nextInt(4) == 0 ? 300 * SECOND : 5 * SECOND;
            storeAwayFor = random.nextLong(longest);
            storeAwayUntil = now + storeAwayFor;
            graves = 0;
            after(random.nextLong(1_200 * SECOND), this::storeGoes);
        }
    }

    /// Brings a question to the store and the answer back, if nothing goes wrong.
    void send(SimulatedHost host, int life, long question, StoreRequest request) {
        int dice = isCalm() ? 100 : random.nextInt(200);
        after(LONGEST_WAIT, () -> host.answered(life, question, NO_ANSWER));
        if (dice == 0) {
            return; // Lost on its way.
        }
        long way = random.nextLong(1_000_000, 10_000_000);
        if (dice == 1) {
            way = random.nextLong(120 * SECOND); // Late, perhaps very.
        }
        after(way, () -> arrives(host, life, question, request, dice != 2));
        if (dice == 3) {
            after(
                    way + random.nextLong(SECOND),
                    () -> arrives(host, life, question, request, true));
        }
    }

    private void arrives(
            SimulatedHost host, int life, long question, StoreRequest request, boolean answers) {
        if (now < storeAwayUntil && !calm) {
            return;
        }
        StoreAnswer answer = store.answer(request, host.name, now);
        if (answers) {
            long way = random.nextLong(1_000_000, 10_000_000);
            after(way, () -> host.answered(life, question, answer));
        }
    }

    /// A worker is signalled on account of that slot.
    void signalled(SimulatedHost host, HeldPermit permit, String run) {
        if (!store.holds(permit.index, run)) {
            offend("%s signals, but has no slot %d".formatted(host.name, permit.index));
        }
        away++;
        mostAway = Math.max(mostAway, away);
        BudgetPolicy policy = store.view().policy();
        if (policy != null && away > policy.k()) {
            offend("%d are away".formatted(away));
        }
    }

    void back() {
        away--;
    }

    /// A host has gone for good. What it held is to be free again in time; each slot that is taken
    /// away takes a minute of its own, whosever it was, and a store that was away its time.
    void buried(String run) {
        graves++;
        long grace = plan.presumeGone().toNanos() + 60 * SECOND * graves;
        long knownStop = storeAwayUntil;
        long taken = taken();
        after(grace + Math.max(0, knownStop - now), () -> checkGrave(run, knownStop, taken));
    }

    private long taken() {
        BudgetPolicy policy = store.view().policy();
        return policy == null ? 0 : policy.reclaims();
    }

    /// @param taken how many slots had been taken away when this check was set
    private void checkGrave(String run, long knownStop, long taken) {
        boolean held =
                store.view().slots().values().stream().anyMatch(at -> at.slot().by().equals(run));
        long stop = storeAwayUntil;
        long takenNow = taken();
        long more =
                stop > knownStop
                        ? storeAwayFor + plan.presumeGone().toNanos()
                        : 60 * SECOND * (takenNow - taken);
        if (held && more > 0) {
            after(more, () -> checkGrave(run, stop, takenNow));
        } else if (held) {
            offend("a slot of %s is still held".formatted(run));
        }
    }
}
