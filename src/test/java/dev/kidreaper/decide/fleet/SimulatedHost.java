package dev.kidreaper.decide.fleet;

import static dev.kidreaper.decide.fleet.FleetSimulation.SECOND;

import java.util.Optional;
import java.util.SplittableRandom;

/// One host of a simulated fleet: a pool, its workers as they truly are, and kidreaper, which may
/// be stopped or killed at each step.
final class SimulatedHost {
    private static final String POOL = "web";
    private static final int SELDOM = 4_000;
    static final long LOOKS_SOON = 3 * SECOND;
    static final long LOOKS = 10 * SECOND;
    final String name;
    private final FleetSimulation fleet;
    private final SplittableRandom random;
    private final DriftingClock clock;

    @SuppressWarnings("NullAway.Init") // Set at each start.
    private FleetMember member;

    private final Runnable ages = this::ages;
    private final Runnable looks = this::looks;
    private final Runnable thinks = this::thinks;
    private Runnable nextLook = () -> {};
    private String run = "";
    private int life;
    private boolean alive;
    boolean gone;
    private boolean thinking;
    private final Standstill standstill = new Standstill();
    private long question;
    private boolean asking;
    private boolean waiting;
    private boolean working;
    private int serving;
    private int broken;
    long emergencies;

    SimulatedHost(FleetSimulation fleet, String name, SplittableRandom random) {
        this.fleet = fleet;
        this.name = name;
        this.random = random;
        this.clock = DriftingClock.of(random);
        this.serving = fleet.plan.workers();
        fleet.after(random.nextLong(fleet.plan.life()), this::ages);
    }

    private long clock() {
        return clock.at(fleet.now());
    }

    /// Kidreaper begins there.
    void start() {
        if (gone) {
            return;
        }
        alive = true;
        life++;
        asking = false;
        working = false;
        waiting = serving < fleet.plan.workers();
        emergencies = 0;
        run = name + "/" + life;
        member =
                new FleetMember(
                        new FleetMember.Identity(name, run),
                        fleet.keys,
                        fleet.terms(),
                        (_, _) -> {},
                        random,
                        () -> Integer.toString(fleet.stamps++),
                        clock());
        fleet.after(random.nextLong(60 * SECOND), this::emergency);
        int itsLife = life;
        nextLook = () -> look(itsLife);
        look(life);
        think(life);
    }

    /// What only happens while kidreaper runs; a stopped one makes up for it.
    private void live(int ofLife, Runnable what) {
        if (alive && ofLife == life) {
            standstill.run(fleet.now(), what);
        }
    }

    private void think(int ofLife) {
        live(ofLife, thinks);
    }

    private void thinks() {
        if (asking) {
            return;
        }
        member.is(fleet.plan.workers(), fleet.version);
        Optional<StoreRequest> next = member.next(clock());
        int ofLife = life;
        if (next.isPresent()) {
            asking = true;
            fleet.send(this, life, ++question, next.get());
            mayBeStopped(SELDOM);
        } else if (!thinking) {
            thinking = true;
            long rest = Math.clamp(member.rest(clock()).toNanos(), 1_000_000, 600 * SECOND);
            fleet.after(rest + 1_000, () -> thinksAgain(ofLife));
        }
    }

    private void thinksAgain(int ofLife) {
        thinking = false;
        think(ofLife);
    }

    void answered(int ofLife, long to, StoreAnswer answer) {
        if (to == question && asking) {
            live(ofLife, () -> hears(to, answer));
        }
    }

    private void hears(long to, StoreAnswer answer) {
        if (asking && to == question) {
            asking = false;
            member.answered(answer, clock());
            mayBeStopped(SELDOM);
            takes();
            think(life);
        }
    }

    /// A worker comes to its limit now and then.
    private void ages() {
        waiting = true;
        fleet.after(random.nextLong(fleet.plan.life()), ages);
    }

    /// The pool's own loop.
    private void look(int ofLife) {
        if (alive && ofLife == life) {
            live(ofLife, looks);
            fleet.after(waiting ? LOOKS_SOON : LOOKS, nextLook);
        }
    }

    private void looks() {
        boolean wishes = waiting && !working && serving > 0;
        if (wishes) {
            member.wish(new PermitWish(POOL, "limit", fleet.plan.workers(), 1, false), clock());
            takes();
        }
        if (broken > 0 && !fleet.bad) {
            serving += broken; // A good version was deployed.
            broken = 0;
        }
        if (!working && serving == fleet.plan.workers()) {
            member.whole(POOL, serving, clock());
        }
        if (wishes || !thinking || !member.holdsNone()) {
            think(life);
        }
    }

    private void takes() {
        if (!waiting || working || serving == 0) {
            return;
        }
        member.take(POOL, clock())
                .ifPresent(permit -> {
                    working = true;
                    waiting = false;
                    int itsLife = life;
                    mayBeStopped(60); // Here it matters most.
                    long moment = random.nextLong(random.nextInt(10) == 0 ? 60 * SECOND : SECOND);
                    fleet.after(moment, () -> live(itsLife, () -> signals(permit)));
                });
    }

    private void signals(HeldPermit permit) {
        int ofLife = life;
        boolean may = member.maySignal(permit, clock());
        if (!may) {
            fleet.heldBack++;
        }
        if (!may && fleet.plan.checks()) {
            live(ofLife, () -> ended(permit, FleetMember.Ended.STAYED));
            waiting = true;
            return;
        }
        fleet.signalled(this, permit, run);
        serving--;
        boolean bad = fleet.bad;
        mayBeStopped(SELDOM);
        long takes = random.nextLong(SECOND / 2, random.nextInt(10) == 0 ? 50 * SECOND : SECOND);
        fleet.after(takes, () -> comesBack(ofLife, permit, bad));
    }

    /// The manager does it, whether or not kidreaper lives.
    private void comesBack(int ofLife, HeldPermit permit, boolean bad) {
        if (bad) {
            broken++;
            fleet.lost++;
        } else {
            serving++;
        }
        fleet.back();
        var how = bad ? FleetMember.Ended.GONE : FleetMember.Ended.REPLACED;
        live(ofLife, () -> ended(permit, how));
    }

    private void ended(HeldPermit permit, FleetMember.Ended how) {
        working = false;
        fleet.recycled += how == FleetMember.Ended.REPLACED ? 1 : 0;
        member.ended(permit, how, clock());
        mayBeStopped(SELDOM);
        think(life);
    }

    private void emergency() {
        if (alive && !standstill.isOn(fleet.now())) {
            member.booked(new ExtraEntry(++emergencies, "min-available", "noon"));
        }
    }

    /// Kidreaper is stopped, or killed, right here.
    ///
    /// @param one of how many times that happens
    private void mayBeStopped(int one) {
        if (fleet.isCalm() || random.nextInt(one) > 0) {
            return;
        }
        switch (Misfortune.draw(random, fleet.plan.presumeGone().toNanos())) {
            case Misfortune.Stopped stopped -> stop(stopped.nanos());
            case Misfortune.Killed killed -> {
                alive = false;
                standstill.forget();
                fleet.after(killed.nanos(), this::start);
            }
            case Misfortune.Buried _ -> {
                alive = false;
                gone = true;
                fleet.buried(run);
            }
        }
    }

    private void stop(long nanos) {
        if (standstill.begin(fleet.now(), nanos)) {
            int itsLife = life;
            fleet.after(nanos, () -> standstill.end(itsLife == life));
        }
    }
}
