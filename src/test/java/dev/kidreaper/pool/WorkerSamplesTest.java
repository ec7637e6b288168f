package dev.kidreaper.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.MemoryBreakdown;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.observe.Status;
import dev.kidreaper.observe.Weight;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// How looks become a course.
class WorkerSamplesTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MB = 1 << 20;
    private static final long SHARED = 40 * MB;

    private final WorkerSamples workerSamples = new WorkerSamples();

    /// Between two costly looks 4 MB came apart, which no cheap look sees, and 2 MB are new.
    @Test
    void cheapLooksTellWhatIsNew() {
        workerSamples.add(0, weight(0, 3 * MB));
        workerSamples.add(SECOND, SHARED + 4 * MB + 5 * MB, 5 * MB);
        workerSamples.add(2 * SECOND, weight(4 * MB, 5 * MB));
        List<MemoryTimeline.Point> points = workerSamples.whole(0);
        assertThat(points)
                .extracting(p -> p.memoryBreakdown().own())
                .containsExactly(3 * MB, 4 * MB, 5 * MB);
        assertThat(points)
                .extracting(p -> p.memoryBreakdown().apart())
                .containsExactly(0L, 2 * MB, 4 * MB);
        assertThat(points)
                .extracting(MemoryTimeline.Point::whole)
                .containsExactly(true, false, true);
        assertThat(points.get(1).rests()).isEqualTo(15);
    }

    /// Where requests are counted, growth is set against them, not against what the kernel counts.
    @Test
    void countedRequestsAreToldAsRests() {
        var served = new AtomicLong(3);
        workerSamples.count(served::get);
        workerSamples.add(0, weight(0, 3 * MB));
        served.set(4);
        workerSamples.add(SECOND, SHARED + 8 * MB, 5 * MB);
        served.set(9);
        workerSamples.add(2 * SECOND, weight(0, 4 * MB));
        assertThat(workerSamples.whole(0))
                .extracting(MemoryTimeline.Point::rests)
                .containsExactly(6L, 8L, 18L);
    }

    /// The kernel's cheap count is off by some pages: a worker that does not grow must not seem to.
    @Test
    void aCheapCountThatIsOffIsNoGrowth() {
        workerSamples.add(0, weight(0, 3 * MB));
        for (int i = 1; i < 20; i++) {
            workerSamples.add(i * SECOND, SHARED + 3 * MB + i % 3 * 100_000L + 5 * MB, 5 * MB);
        }
        workerSamples.add(20 * SECOND, weight(0, 3 * MB));
        assertThat(workerSamples.whole(0))
                .hasSize(21)
                .allMatch(p -> p.memoryBreakdown().own() == 3 * MB);
    }

    @Test
    void afterTheLastCostlyLookNothingIsTold() {
        workerSamples.add(0, weight(0, 3 * MB));
        workerSamples.add(SECOND, weight(0, 3 * MB));
        workerSamples.add(4 * SECOND, SHARED + 9 * MB, 0);
        assertThat(workerSamples.whole(0)).hasSize(2);
        assertThat(workerSamples.untold(4 * SECOND)).isCloseTo(0.75, within(1e-9));
    }

    @Test
    void withoutCostlyLooksResidentMemoryIsToldAllTheSame() {
        for (int i = 0; i <= 10; i++) {
            workerSamples.add(i * SECOND, SHARED + i * MB + 5 * MB, 5 * MB);
        }
        List<MemoryTimeline.Point> points =
                workerSamples.resident(0, -10 * SECOND, new Status(200, 99 * MB));
        assertThat(
                        points.getLast().memoryBreakdown().own()
                                - points.getFirst().memoryBreakdown().own())
                .isEqualTo(10 * MB);
        assertThat(points).noneMatch(MemoryTimeline.Point::whole);
        assertThat(points.getFirst().rests()).isEqualTo(100);
        assertThat(workerSamples.whole(0)).isEmpty();
    }

    /// A life of hours, looked at seldom in the beginning and often at the end, fits.
    @Test
    void itIsBoundedAndReachesBackToTheBeginning() {
        long now = 0;
        for (int i = 0; i < 20_000; i++) {
            now += i < 10_000 ? SECOND : SECOND / 50;
            if (i % 7 == 0) {
                workerSamples.add(now, weight(i, 3 * MB + i * 100L));
            } else {
                workerSamples.add(now, SHARED + 3 * MB + i * 100L, 0);
            }
        }
        List<MemoryTimeline.Point> points = workerSamples.whole(0);
        assertThat(points).hasSizeBetween(40, 96);
        assertThat(points.getFirst().seconds()).isEqualTo(1);
        assertThat(points.getLast().seconds()).isGreaterThan(10_000);
        for (int i = 1; i < points.size() - 8; i++) {
            double gap = points.get(i).seconds() - points.get(i - 1).seconds();
            assertThat(gap).as("gap before point %d", i).isLessThan(600);
        }
    }

    private static Weight weight(long apart, long own) {
        var memoryBreakdown = new MemoryBreakdown(SHARED - apart, apart, own, 5 * MB, 0, 0);
        var footprint = new Footprint(0, memoryBreakdown.resident(), 0, memoryBreakdown.alone(), 0);
        return new Weight(footprint, memoryBreakdown, new Status(apart == 0 ? 10 : 20, 0));
    }
}
