package dev.kidreaper.pool.watched;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Blackout;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.RecyclePolicy;
import dev.kidreaper.pool.RecycleClearance;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Five workers reach their limit together, and are asked by a simulated clock.
class GateLineTest {
    private static final long MILLI = 1_000_000L;
    private static final LocalDateTime NIGHT = LocalDateTime.of(2026, 11, 28, 3, 0);

    private final List<Long> replacedAt = new ArrayList<>();

    private RecycleClearance clearance(RecyclePolicy policy) {
        return new RecycleClearance(policy, replacedAt::size, _ -> false, () -> NIGHT);
    }

    private static RecyclePolicy policy(int atOnce, Duration pause, String... blackouts) {
        Pace usual = RecyclePolicy.GATED.pace();
        var pace =
                new Pace(
                        pause,
                        usual.newborn(),
                        usual.proof(),
                        usual.settle(),
                        usual.deadline(),
                        null);
        List<Blackout> times = List.of(blackouts).stream().map(Blackout::parse).toList();
        return new RecyclePolicy(false, atOnce, true, pace, times);
    }

    /// When each is asked, in milliseconds.
    ///
    /// @param start how long a replacement takes to serve, in milliseconds
    /// @param clients whether connections wait
    private List<Long> asked(RecyclePolicy policy, long start, boolean clients) {
        RecycleClearance clearance = clearance(policy);
        var line = new GateLine(clearance);
        for (int pid = 1; pid <= 5; pid++) {
            var worker = new ProcessId(pid, pid);
            line.add(new GateLine.Waiting(worker, RecycleCause.MAX_REQUESTS, 0, 0));
        }
        var asked = new ArrayList<Long>();
        for (long now = 0; now <= 30_000 && !line.isEmpty(); now += 10) {
            long at = now * MILLI;
            replacedAt.removeIf(then -> then <= at);
            assertThat(line.stay(at)).isEmpty();
            while (line.next(_ -> clients, at).isPresent()) {
                clearance.started(at);
                replacedAt.add(at + start * MILLI);
                asked.add(now);
            }
        }
        return asked;
    }

    @Test
    void theNextOneGoesWhenTheLastOnesReplacementServes() {
        var usual = RecyclePolicy.GATED;
        assertThat(asked(usual, 50, true)).containsExactly(0L, 50L, 100L, 150L, 200L);
    }

    @Test
    void soManyGoAtOnceAsMay() {
        assertThat(asked(policy(2, Duration.ZERO), 50, true))
                .containsExactly(0L, 0L, 50L, 50L, 100L);
    }

    @Test
    void noClientWaitsLongForAWorkerThatWaitsForItsTurn() {
        var usual = RecyclePolicy.GATED;
        assertThat(asked(usual, 5_000, true)).containsExactly(0L, 1000L, 1000L, 1000L, 1000L);
    }

    @Test
    void whileNoClientWaitsTheyWaitForTheirTurn() {
        assertThat(asked(RecyclePolicy.GATED, 5_000, false))
                .containsExactly(0L, 5_000L, 10_000L, 15_000L, 20_000L);
    }

    @Test
    void thePauseIsKept() {
        assertThat(asked(policy(1, Duration.ofSeconds(3)), 50, false))
                .containsExactly(0L, 3_000L, 6_000L, 9_000L, 12_000L);
    }

    @Test
    void inABlackoutTheyServeOn() {
        var line = new GateLine(clearance(policy(1, Duration.ZERO, "02:00-04:00")));
        var one = new GateLine.Waiting(new ProcessId(1, 1), RecycleCause.LIMIT, 9, 0);
        line.add(one);
        assertThat(line.next(_ -> true, 0)).isEmpty();
        assertThat(line.stay(0)).containsExactly(one);
        assertThat(line.isEmpty()).isTrue();
    }

    @Test
    void oneThatWaitsAlreadyKeepsItsPlace() {
        var line = new GateLine(clearance(RecyclePolicy.GATED));
        var worker = new ProcessId(1, 1);
        line.add(new GateLine.Waiting(worker, RecycleCause.LIMIT, 9, 0));
        line.add(new GateLine.Waiting(worker, RecycleCause.MAX_REQUESTS, 0, 5));
        assertThat(line.next(_ -> false, 9).map(GateLine.Waiting::bytes)).contains(9L);
        assertThat(line.isEmpty()).isTrue();
    }
}
