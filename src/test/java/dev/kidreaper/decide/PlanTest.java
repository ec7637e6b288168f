package dev.kidreaper.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.LimitForecast;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Who goes now.
class PlanTest {
    private static final Reason SHORT = new Reason(RecycleCause.POOL_LIMIT, Measure.PSS, 500, null);
    private static final Duration EACH = Duration.ofSeconds(3);

    @Test
    void whenMemoryIsShortWhoeverGivesBackMostGoesAlone() {
        var workers = List.of(worker(1, 60, 40), worker(2, 90, 40), worker(3, 80, 40));
        assertThat(Plan.now(workers, 2, 2, EACH, SHORT))
                .containsExactly(new Plan.Go(new ProcessId(2, 0), SHORT));
        assertThat(Plan.now(workers, 0, 2, EACH, SHORT)).isEmpty();
        assertThat(Plan.now(workers, 2, 2, EACH, null)).isEmpty();
    }

    /// A limit below what so many new workers weigh would else have them replaced without end.
    @Test
    void nobodyGoesWhoseReplacementWouldWeighHardlyLess() {
        assertThat(Plan.now(List.of(worker(1, 49, 40)), 1, 1, EACH, SHORT)).isEmpty();
        assertThat(Plan.now(List.of(worker(1, 50, 40)), 1, 1, EACH, SHORT)).hasSize(1);
        assertThat(Plan.now(List.of(worker(1, 1, 0)), 1, 1, EACH, SHORT)).hasSize(1);
        assertThat(Plan.now(List.of(worker(1, 2, 2)), 1, 1, EACH, SHORT)).isEmpty();
    }

    @Test
    void ofThoseThatCrossTheirLimitsAsManyGoAsMayBeAway() {
        var crossing = Optional.of(LimitForecast.NOW);
        var workers =
                List.of(
                        new WorkerForecast(new ProcessId(1, 0), 9, 0, crossing, SHORT, false),
                        new WorkerForecast(new ProcessId(2, 0), 9, 0, crossing, SHORT, true),
                        new WorkerForecast(new ProcessId(3, 0), 9, 0, crossing, SHORT, true));
        assertThat(Plan.now(workers, 1, 1, EACH, null))
                .extracting(g -> g.worker().pid())
                .hasSize(1);
        assertThat(Plan.now(workers, 3, 3, EACH, null))
                .extracting(g -> g.worker().pid())
                .containsExactly(2, 3);
    }

    /// Then its event says so: else nobody could tell why it went below its limit.
    @Test
    void whoeverGoesBeforeItsLimitHasTheForecastInItsReason() {
        Duration left = Duration.ofSeconds(2);
        var soon = Optional.of(new LimitForecast(left, left, left, true));
        var now = Optional.of(LimitForecast.NOW);
        assertThat(Plan.now(List.of(growing(1, soon), growing(2, soon)), 1, 1, EACH, null))
                .extracting(g -> g.reason().early())
                .containsExactly(left);
        assertThat(Plan.now(List.of(growing(1, now)), 1, 1, EACH, null))
                .extracting(g -> g.reason().early())
                .containsExactly((Duration) null);
    }

    private static WorkerForecast growing(int pid, Optional<LimitForecast> until) {
        return new WorkerForecast(new ProcessId(pid, 0), 9, 0, until, SHORT, true);
    }

    private static WorkerForecast worker(int pid, long mib, long newborn) {
        return new WorkerForecast(
                new ProcessId(pid, 0),
                mib << 20,
                newborn << 20,
                Optional.empty(),
                new Reason(RecycleCause.LIMIT, Measure.USS, mib << 20, null),
                true);
    }
}
