package dev.kidreaper.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.decide.fleet.BudgetPolicy;
import dev.kidreaper.decide.fleet.FleetChange;
import dev.kidreaper.decide.fleet.FleetKeys;
import dev.kidreaper.decide.fleet.HeldSlot;
import dev.kidreaper.fleet.store.FleetStore;
import dev.kidreaper.fleet.store.MemoryStore;
import dev.kidreaper.fleet.store.StoreAway;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.pool.permit.Permit;
import dev.kidreaper.pool.permit.PermitDesk;
import dev.kidreaper.testing.TestPool;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Hosts of one group with their threads, and a store in memory.
class FleetServiceTest {
    private static final FleetKeys KEYS = new FleetKeys("shop");
    private static final Reason REASON = new Reason(RecycleCause.LIMIT, Measure.RSS, 1, null);
    private static final ProcessId WORKER = new ProcessId(11, 22);

    private final MemoryStore store = new MemoryStore();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final List<FleetService> services = new ArrayList<>();
    private final AtomicLong suspended = new AtomicLong();

    private FleetService host(String name, String run) {
        var settings = Groups.settings("shop", name, List.of(URI.create("http://127.0.0.1:1")), 1);
        var service =
                new FleetService(
                        settings,
                        store,
                        name,
                        run,
                        () -> System.nanoTime() + suspended.get(),
                        log::add);
        services.add(service);
        service.start();
        return service;
    }

    @AfterEach
    void end() {
        services.forEach(FleetService::close);
    }

    private static Permit awaitPermit(PermitDesk desk) {
        TestPool.await("a permit", () -> desk.granted(RecycleCause.LIMIT, 1, 4) > 0);
        return Objects.requireNonNull(desk.take(RecycleCause.LIMIT));
    }

    private List<HeldSlot> slots() {
        try {
            return store.list(KEYS.slots()).stream()
                    .map(FleetStore.Entry::value)
                    .map(HeldSlot.class::cast)
                    .toList();
        } catch (StoreAway e) {
            throw new IllegalStateException(e);
        }
    }

    private static Outcome recycled() {
        return new Outcome.Recycled(
                WORKER, REASON, Duration.ofSeconds(1), new ProcessId(12, 23), true, false);
    }

    @Test
    void oneWorkerOfTheWholeGroupGoesAtATime() {
        PermitDesk one = host("web1", "a").desk("web");
        PermitDesk other = host("web2", "b").desk("web");
        Permit permit = awaitPermit(one);
        assertThat(permit.maySignal()).isTrue();
        TestPool.await(
                "the other one waits",
                () -> {
                    assertThat(other.granted(RecycleCause.LIMIT, 1, 4)).isZero();
                    return other.waits().isPresent();
                });
        assertThat(other.waits()).hasValueSatisfying(w -> assertThat(w).contains("all 1 places"));
        assertThat(other.take(RecycleCause.LIMIT)).isNull();
        permit.ended(recycled());
        TestPool.await("it is given back", () -> slots().isEmpty());
        awaitPermit(host("web3", "c").desk("web")).ended(new Outcome.Vanished(WORKER, REASON));
    }

    @Test
    void aMachineInNeedDoesNotWaitAndIsBooked() {
        PermitDesk one = host("web1", "a").desk("web");
        awaitPermit(one);
        PermitDesk other = host("web2", "b").desk("web");
        assertThat(other.granted(RecycleCause.MIN_AVAILABLE, 1, 4)).isEqualTo(1);
        assertThat(other.take(RecycleCause.MIN_AVAILABLE)).isNotNull();
        TestPool.await("it is booked", () -> count(KEYS.extras()) == 1);
        assertThat(log.toString()).contains("event=fleet-without-permit");
    }

    @Test
    void whatAnOperatorWaivesGoesWithoutPermit() {
        PermitDesk one = host("web1", "a").desk("web");
        awaitPermit(one);
        PermitDesk other = host("web2", "b").desk("web");
        other.waive("ticket 7", 1);
        assertThat(other.granted(RecycleCause.LIMIT, 1, 4)).isZero();
        assertThat(other.granted(RecycleCause.ASKED, 2, 4)).isEqualTo(1);
        assertThat(other.take(RecycleCause.ASKED)).isNotNull();
        assertThat(log.toString()).contains("ticket 7");
        assertThat(other.take(RecycleCause.ASKED)).isNull();
    }

    private long count(FleetKeys.Range range) {
        try {
            return store.count(range);
        } catch (StoreAway e) {
            throw new IllegalStateException(e);
        }
    }

    /// The machine was suspended between the grant and the signal: the slot may be another's.
    @Test
    void afterALongStandstillTheSignalIsNotSent() {
        PermitDesk desk = host("web1", "a").desk("web");
        Permit permit = awaitPermit(desk);
        suspended.addAndGet(Duration.ofMinutes(8).toNanos());
        assertThat(permit.maySignal()).isFalse();
        permit.ended(new Outcome.Failed(WORKER, REASON, "left alone", false, false));
        TestPool.await("it is given back", () -> slots().isEmpty());
    }

    /// The run before was killed while a worker was away; its entry has lapsed.
    @Test
    void aNewRunFindsTheSlotAgainAndKeepsItUntilThePoolIsWhole() throws StoreAway {
        FleetService before = host("web1", "a");
        awaitPermit(before.desk("web"));
        store.commit(
                new FleetChange(
                        List.of(), List.of(new FleetChange.Write(KEYS.member("web1"), null))));
        FleetService after = host("web1", "c");
        PermitDesk desk = after.desk("web");
        TestPool.await("it is found", () -> slots().getFirst().by().equals("c"));
        desk.whole(() -> 3);
        assertThat(slots()).hasSize(1);
        TestPool.await(
                "all four serve",
                () -> {
                    desk.whole(() -> 4);
                    return slots().isEmpty();
                });
        assertThat(log.toString()).contains("event=fleet-recovered");
    }

    @Test
    void theSecondOfTwoHostsWithOneNameIsToldAndWaits() {
        host("web1", "a");
        TestPool.await("it is there", () -> count(KEYS.members()) == 1);
        PermitDesk second = host("web1", "b").desk("web");
        TestPool.await("it is told", () -> log.toString().contains("event=fleet-same-name"));
        assertThat(second.granted(RecycleCause.LIMIT, 1, 4)).isZero();
        assertThat(slots()).isEmpty();
    }

    @Test
    void aStoreThatIsAwayIsSaidOnceAndHoldsLimits() {
        store.setAway(true);
        PermitDesk desk = host("web1", "a").desk("web");
        TestPool.await(
                "it is said",
                () -> {
                    assertThat(desk.granted(RecycleCause.LIMIT, 1, 4)).isZero();
                    return log.toString().contains("event=fleet-engine-away");
                });
        assertThat(desk.waits()).isPresent();
        store.setAway(false);
        awaitPermit(desk);
        assertThat(log.stream().filter(l -> l.contains("engine-away"))).hasSize(1);
        assertThat(log.toString()).contains("event=fleet-engine-back");
    }

    /// Its entry would lapse only after 90 s.
    @Test
    void whoeverEndsLeavesItsNameToTheNextRun() {
        FleetService before = host("web1", "a");
        TestPool.await("it is there", () -> count(KEYS.members()) == 1);
        before.close();
        assertThat(count(KEYS.members())).isZero();
        awaitPermit(host("web1", "b").desk("web"));
        assertThat(log.toString()).doesNotContain("same-name");
    }

    /// It may end at once after that.
    @Test
    void whatIsBookedIsToldBeforeTheProgramEnds() {
        FleetService host = host("web1", "a");
        TestPool.await("it is there", () -> count(KEYS.members()) == 1);
        PermitDesk desk = host.desk("web");
        desk.waive("ticket 7", 1);
        assertThat(desk.take(RecycleCause.ASKED)).isNotNull();
        host.close();
        assertThat(count(KEYS.extras())).isEqualTo(1);
    }

    @Test
    void inAFrozenGroupItIsOfNoUseToWait() throws StoreAway {
        var frozen =
                new BudgetPolicy(
                        1, "1", List.of(), new BudgetPolicy.Freeze("7", "deploy", 0), 0, 0);
        store.commit(
                new FleetChange(List.of(), List.of(new FleetChange.Write(KEYS.policy(), frozen))));
        FleetService host = host("web1", "a");
        TestPool.await(
                "it is known",
                () -> {
                    assertThat(host.desk("web").granted(RecycleCause.ASKED, 1, 4)).isZero();
                    return host.isHopeless("web");
                });
        assertThat(host.desk("web").waits()).contains("frozen by an operator: deploy");
        assertThat(host.desk("web").has(RecycleCause.ASKED)).isFalse();
        assertThat(host.desk("web").has(RecycleCause.MIN_AVAILABLE)).isTrue();
    }

    @Test
    void theEndOfTheProgramGivesBackWhatNobodyUses() {
        FleetService host = host("web1", "a");
        PermitDesk desk = host.desk("web");
        TestPool.await("a permit", () -> desk.granted(RecycleCause.LIMIT, 1, 4) > 0);
        host.close();
        assertThat(slots()).isEmpty();
    }
}
