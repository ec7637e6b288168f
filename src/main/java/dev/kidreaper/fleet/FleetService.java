package dev.kidreaper.fleet;

import dev.kidreaper.decide.fleet.BudgetTerms;
import dev.kidreaper.decide.fleet.ExtraEntry;
import dev.kidreaper.decide.fleet.FleetKeys;
import dev.kidreaper.decide.fleet.FleetMember;
import dev.kidreaper.decide.fleet.HeldPermit;
import dev.kidreaper.decide.fleet.PermitWish;
import dev.kidreaper.decide.fleet.StoreAnswer;
import dev.kidreaper.decide.fleet.StoreRequest;
import dev.kidreaper.fleet.store.FleetStore;
import dev.kidreaper.model.FleetSettings;
import dev.kidreaper.model.FleetStanding;
import dev.kidreaper.model.LogWord;
import dev.kidreaper.pool.permit.PermitDesk;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// This host's part in its group's budget, with a thread that asks the store. Pools ask it without
/// waiting. For any thread.
public final class FleetService implements AutoCloseable {
    private static final Duration LONGEST_REST = Duration.ofSeconds(60);

    /// So long the end of the program waits until what no worker needs is given back.
    private static final Duration LEAVE_WITHIN = Duration.ofSeconds(2);

    private final String group;
    private final String host;
    private final FleetMember member;
    private final FleetStore store;
    private final StoreAsker asker;
    private final AppVersion version;
    private final @Nullable PrometheusGate gate;
    private final LongSupplier bootTime;
    private final Consumer<String> log;
    private final Thread thread;
    private final List<PoolPermits> desks = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> serving = new HashMap<>();
    private List<String> kept = List.of();
    private String told = "";
    private Instant toldSince = Instant.EPOCH;
    private long extras;
    private boolean stopping;

    /// @param run which run of kidreaper this is: no other one has the same
    /// @param bootTime the time since the machine was started, in nanoseconds
    /// @param log gets lines for the operator
    public FleetService(
            FleetSettings settings,
            FleetStore store,
            String host,
            String run,
            LongSupplier bootTime,
            Consumer<String> log) {
        var keys = new FleetKeys(settings.group());
        this.group = settings.group();
        this.host = host;
        this.store = store;
        this.bootTime = bootTime;
        this.log = log;
        this.asker = new StoreAsker(store, keys, host);
        this.version = new AppVersion(settings);
        this.gate = settings.holdWhen() == null ? null : new PrometheusGate(settings.holdWhen());
        this.member =
                new FleetMember(
                        new FleetMember.Identity(host, run),
                        keys,
                        terms(settings),
                        (kind, sentence) ->
                                say(kind.name().toLowerCase(java.util.Locale.ROOT), sentence),
                        new SplittableRandom(bootTime.getAsLong() ^ host.hashCode()),
                        () -> Instant.now().truncatedTo(ChronoUnit.MILLIS).toString(),
                        bootTime.getAsLong());
        this.thread = Thread.ofPlatform().name("fleet").daemon().unstarted(this::work);
    }

    /// What the settings mean for the budget.
    public static BudgetTerms terms(FleetSettings settings) {
        return new BudgetTerms(
                settings.atOnce(), settings.failures(), settings.presumeGone(), settings.soak());
    }

    private void say(String event, String why) {
        log.accept(
                "event=fleet-%s host=%s version=%s why=%s"
                        .formatted(
                                event.replace('_', '-'), host, LogWord.of(told), LogWord.of(why)));
    }

    /// Begins to ask.
    public void start() {
        thread.start();
    }

    /// The desk of one pool.
    public PermitDesk desk(String pool) {
        var desk = new PoolPermits(this, pool);
        desks.add(desk);
        return desk;
    }

    /// These pools are kept from now on.
    public synchronized void keeps(List<String> pools) {
        kept = List.copyOf(pools);
    }

    private void work() {
        try {
            while (turn()) {
                // Until the program ends.
            }
        } catch (InterruptedException e) {
            return; // It ends.
        }
    }

    /// Asks one question, or waits until there is one. Whether there may be more.
    @SuppressWarnings("WaitNotInLoop") // The caller's loop asks again after each wake-up.
    private boolean turn() throws InterruptedException {
        StoreRequest request;
        synchronized (this) {
            long now = bootTime.getAsLong();
            prepare(now);
            request = member.next(now).orElse(null);
            if (request == null) {
                if (stopping && !member.isLeaving()) {
                    return false;
                }
                long rest = Math.min(member.rest(now).toMillis(), LONGEST_REST.toMillis());
                if (gate == null || !gate.isWanted()) {
                    wait(Math.max(1, rest));
                }
            }
        }
        if (gate != null) {
            gate.look(bootTime.getAsLong()).ifPresent(why -> say("gate", why));
        }
        if (request != null) {
            StoreAnswer answer = asker.answer(request);
            synchronized (this) {
                member.answered(answer, bootTime.getAsLong());
                notifyAll();
            }
            desks.stream().filter(d -> unused(d.pool()) > 0).forEach(PoolPermits::granted);
        }
        return true;
    }

    private void prepare(long now) {
        String its = version.now(now);
        if (!its.equals(told)) {
            String before = told;
            told = its;
            toldSince = Instant.now();
            say("version", before.isEmpty() ? "first seen" : "it was " + before);
        }
        member.is(serving.values().stream().mapToInt(n -> n).sum(), its);
        if (!kept.isEmpty()) {
            member.keeps(kept, now);
        }
    }

    synchronized Optional<String> held(long now) {
        return gate == null ? Optional.empty() : gate.holds(now);
    }

    /// How many permits a pool has that it has not used; asks for what is missing.
    int granted(PermitWish wish) {
        long now = bootTime.getAsLong();
        if (gate != null) {
            gate.want();
        }
        synchronized (this) {
            if (held(now).isPresent()) {
                notifyAll();
                return 0;
            }
            member.wish(wish, now);
            if (member.rest(now).isZero()) {
                notifyAll();
            }
            return Math.min(member.unused(wish.pool(), now), wish.count());
        }
    }

    /// How many permits a pool has that it may use now.
    synchronized int unused(String pool) {
        long now = bootTime.getAsLong();
        return held(now).isPresent() ? 0 : member.unused(pool, now);
    }

    synchronized Optional<HeldPermit> take(String pool) {
        return member.take(pool, bootTime.getAsLong());
    }

    synchronized boolean maySignal(HeldPermit permit) {
        return member.maySignal(permit, bootTime.getAsLong());
    }

    synchronized void ended(HeldPermit permit, FleetMember.Ended how) {
        member.ended(permit, how, bootTime.getAsLong());
        notifyAll();
    }

    synchronized void booked(String pool, String why) {
        extras++;
        String at = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
        member.booked(new ExtraEntry(extras, pool + ": " + why, at));
        say("without-permit", pool + ": " + why);
        notifyAll();
    }

    synchronized void whole(String pool, int workers) {
        boolean isNews = serving.put(pool, workers) == null;
        member.whole(pool, workers, bootTime.getAsLong());
        if (isNews) {
            notifyAll(); // The group is told how many workers this host has.
        }
    }

    /// Whether it is of no use to wait for a pool's permit: somebody has to look first.
    synchronized boolean isHopeless(String pool) {
        return member.isFrozen(pool) || member.isEngineAway();
    }

    synchronized Optional<String> waits(String pool) {
        Optional<String> why = held(bootTime.getAsLong());
        return why.isPresent() && gate != null && gate.isWanted() ? why : member.waits(pool);
    }

    /// How this host stands in its group.
    synchronized FleetStanding standing() {
        long now = bootTime.getAsLong();
        return new FleetStanding(
                group,
                host,
                told,
                toldSince,
                !member.isEngineAway(),
                member.isVersionFrozen(told),
                member.inUse(),
                member.waiting(),
                member.budget(),
                Duration.ofNanos(member.oldest(now)));
    }

    /// Gives back what no worker needs, and ends.
    @Override
    public void close() {
        synchronized (this) {
            stopping = true;
            member.leave(bootTime.getAsLong());
            notifyAll();
        }
        try {
            if (!thread.join(LEAVE_WITHIN)) {
                thread.interrupt(); // What is left is found again by the next run, or the group.
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        store.close();
    }
}
