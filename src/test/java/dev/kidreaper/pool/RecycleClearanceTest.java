package dev.kidreaper.pool;

import static dev.kidreaper.model.RecycleCause.ASKED;
import static dev.kidreaper.model.RecycleCause.BROKEN;
import static dev.kidreaper.model.RecycleCause.LIMIT;
import static dev.kidreaper.model.RecycleCause.MAX_REQUESTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.decide.OperatorPause;
import dev.kidreaper.decide.Plan;
import dev.kidreaper.model.Blackout;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.RecyclePolicy;
import dev.kidreaper.pool.permit.PermitDesk;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RecycleClearanceTest {
    private static final long SECOND = 1_000_000_000L;
    private static final LocalDateTime NIGHT = LocalDateTime.of(2026, 11, 28, 3, 0);

    private int away;
    private boolean broken;

    private RecycleClearance clearance(RecyclePolicy policy) {
        return new RecycleClearance(policy, () -> away, _ -> broken, () -> NIGHT);
    }

    private static RecyclePolicy policy(
            boolean observe, int atOnce, boolean exact, String... blackouts) {
        Pace usual = Pace.DEFAULT;
        var pace =
                new Pace(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(2),
                        usual.proof(),
                        usual.settle(),
                        usual.deadline(),
                        null);
        var times = List.of(blackouts).stream().map(Blackout::parse).toList();
        return new RecyclePolicy(observe, atOnce, exact, pace, times);
    }

    @Test
    void noMoreAreAwayThanMayBe() {
        var clearance = clearance(RecyclePolicy.SPAWNED);
        assertThat(clearance.free(LIMIT, 0)).isEqualTo(RecyclePolicy.MOST_AT_ONCE);
        away = 3;
        assertThat(clearance.free(LIMIT, 0)).isEqualTo(RecyclePolicy.MOST_AT_ONCE - 3);
        clearance = clearance(policy(false, 2, false));
        away = 1;
        assertThat(clearance.free(LIMIT, 0)).isEqualTo(1);
        away = 2;
        assertThat(clearance.free(LIMIT, 0)).isZero();
        assertThat(clearance.free(ASKED, 0)).isZero();
    }

    /// A store that says "granted" to all frees nobody from the pool's own pace.
    @Test
    void whateverIsGrantedThePaceIsKept() {
        var generous =
                (PermitDesk)
                        Proxy.newProxyInstance(
                                PermitDesk.class.getClassLoader(),
                                new Class<?>[] {PermitDesk.class},
                                (_, method, words) ->
                                        method.getReturnType() == int.class
                                                ? Integer.valueOf(1000)
                                                : method.invoke(PermitDesk.NONE, words));
        var clearance = clearance(policy(false, 2, false));
        clearance.permits(generous, () -> 50, () -> 0);
        var reason = new Reason(LIMIT, Measure.RSS, 1, null);
        var all = new ArrayList<Plan.Go>();
        for (int pid = 1; pid <= 50; pid++) {
            all.add(new Plan.Go(new ProcessId(pid, 1), reason));
        }
        assertThat(clearance.permitted(all)).as("all have a permit").hasSize(50);
        assertThat(clearance.free(LIMIT, 0)).as("one, then a pause").isEqualTo(1);
        clearance.started(0);
        assertThat(clearance.free(LIMIT, SECOND)).isZero();
        away = 2;
        assertThat(clearance.free(LIMIT, 100 * SECOND)).isZero();
    }

    @Test
    void thePauseIsKept() {
        var clearance = clearance(policy(false, 2, false));
        clearance.started(5 * SECOND);
        assertThat(clearance.free(LIMIT, 14 * SECOND)).isZero();
        assertThat(clearance.free(LIMIT, 15 * SECOND)).as("one, then a pause").isEqualTo(1);
    }

    @Test
    void whatIsOnlyObservedIsNeverRecycled() {
        var clearance = clearance(policy(true, 2, true));
        clearance.publish(0);
        assertThat(clearance.hasPermit()).isFalse();
        for (RecycleCause cause : RecycleCause.values()) {
            assertThat(clearance.free(cause, 0) > 0)
                    .as(cause.label())
                    .isNotEqualTo(cause.isRecycle());
        }
    }

    @Test
    void inABlackoutOnlyWhatIsAskedForIsDone() {
        var clearance = clearance(policy(false, 1, true, "02:00-04:00"));
        clearance.publish(0);
        assertThat(clearance.hasPermit()).isFalse();
        assertThat(clearance.free(LIMIT, 0)).isZero();
        assertThat(clearance.free(ASKED, 0)).isEqualTo(1);
        assertThat(clearance(policy(false, 1, true, "05:00-06:00")).free(LIMIT, 0)).isEqualTo(1);
    }

    /// Not even what is asked for is done, nor at an exact limit; what is broken goes.
    @Test
    void inAnOperatorsPauseNobodyIsRecycled() {
        var clearance = clearance(policy(false, 1, true));
        clearance.pause(OperatorPause.of(Duration.ofMinutes(2), 0));
        clearance.publish(0);
        assertThat(clearance.tryPermit(LIMIT)).isFalse();
        assertThat(clearance.mayGoExactly(0)).isFalse();
        assertThat(clearance.free(ASKED, 0)).isZero();
        assertThat(clearance.free(BROKEN, 0)).isPositive();
        assertThat(clearance.obstacle(30 * SECOND))
                .hasValueSatisfying(why -> assertThat(why).contains("paused", "90 s more"));
        clearance.pause(null);
        clearance.publish(0);
        assertThat(clearance.tryPermit(LIMIT)).isTrue();
    }

    @Test
    void whatTakesOverKeepsThePauses() {
        var before = clearance(policy(false, 1, false));
        before.started(5 * SECOND);
        var after = clearance(policy(false, 1, false));
        after.follows(before);
        assertThat(after.free(LIMIT, 14 * SECOND)).isZero();
        assertThat(after.free(LIMIT, 15 * SECOND)).isEqualTo(1);
    }

    @Test
    void anOpenBreakerHoldsWhatIsAskedForToo() {
        broken = true;
        var clearance = clearance(policy(false, 1, false));
        assertThat(clearance.free(ASKED, 0)).isZero();
        assertThat(clearance.free(BROKEN, 0)).isPositive();
    }

    @Test
    void exactLimitsWaitForNoOtherWorker() {
        away = 5;
        var exact = clearance(policy(false, 1, true));
        exact.started(0);
        exact.publish(0);
        assertThat(exact.tryPermit(LIMIT)).isTrue();
        assertThat(exact.mayGoExactly(0)).isTrue();
        assertThat(exact.free(LIMIT, 0)).isZero();
    }

    @Test
    void oneThatCouldServeOnStaysWhereNoOtherOneServes() {
        var serving = new AtomicInteger(2);
        var clearance = clearance(policy(false, 9, true));
        clearance.sparing(() -> serving.get() - 1);
        clearance.publish(0);
        assertThat(clearance.tryPermit(MAX_REQUESTS)).isTrue();
        assertThat(clearance.tryPermit(MAX_REQUESTS)).isFalse();
        assertThat(clearance.tryPermit(LIMIT)).isTrue();
        serving.set(1);
        clearance.settle(MAX_REQUESTS, 0);
        assertThat(clearance.tryPermit(MAX_REQUESTS)).isFalse();
        serving.set(2); // A replacement serves.
        clearance.publish(0);
        assertThat(clearance.tryPermit(MAX_REQUESTS)).isTrue();
    }

    /// The front's thread and the owner at the same time: what both know of never exceeds the
    /// limit.
    @Test
    void noPermitIsGivenTwice() throws InterruptedException {
        var gone = new AtomicInteger();
        int most = 0;
        var pace =
                new Pace(
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO,
                        null);
        var clearance =
                new RecycleClearance(
                        new RecyclePolicy(false, 3, false, pace, List.of()),
                        gone::get,
                        _ -> false,
                        () -> NIGHT);
        var taken = new AtomicInteger();
        var over = new CountDownLatch(1);
        Thread front =
                Thread.ofPlatform()
                        .start(() -> {
                            while (over.getCount() > 0) {
                                if (clearance.tryPermit(LIMIT)) {
                                    taken.incrementAndGet();
                                }
                            }
                        });
        for (int i = 0; i < 200_000 || most == 0; i++) {
            clearance.publish(i);
            int now = taken.getAndSet(0);
            for (int k = 0; k < now; k++) {
                gone.incrementAndGet();
                clearance.settle(LIMIT, i);
            }
            most = Math.max(most, gone.get() + taken.get());
            if (i % 3 == 0 && gone.get() > 0) {
                gone.decrementAndGet();
            }
        }
        over.countDown();
        front.join();
        assertThat(most).isBetween(1, 3);
    }
}
