package dev.kidreaper.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The labelled collection: every pool for a minute, and the verdict that is right. The timelines
/// are kept in `target/collection`, so that they can be judged again.
@Tag("alone")
@Order(1)
class CollectionIT {
    private static final Duration MINUTE = Duration.ofSeconds(60);
    private static final int AT_ONCE = 10;
    private static final double WANTED = 0.95;

    @Tag("soak")
    @Test
    void verdictsAreRightWithinAMinute() throws InterruptedException {
        var open = new Matrix();
        var held = new Matrix();
        var all = new Matrix();
        CollectionRun.each(
                Workload.all(),
                MINUTE,
                AT_ONCE,
                (workload, timelines) -> {
                    TimelineFile.write(Path.of("target/collection", workload.file()), timelines);
                    Diagnosis diagnosis = Judge.of(timelines);
                    (workload.heldBack() ? held : open).add(workload, diagnosis);
                    all.add(workload, diagnosis);
                });
        System.out.printf("not held back:%n%s%n%nheld back:%n%s%n", open.text(), held.text());
        assertThat(all.notWrongPart()).as(all.text()).isGreaterThanOrEqualTo(WANTED);
        assertThat(all.count(Verdict.LEAK, Verdict.STEADY)).isZero();
        assertThat(all.count(Verdict.WARM_UP, Verdict.LEAK)).isZero();
        assertThat(all.count(Verdict.STEADY, Verdict.LEAK)).isZero();
    }

    /// Eight of them, of each program and each cause one, for forty seconds: a leak is told from a
    /// cache that is nearly empty only after some hundred requests.
    @Test
    void theClearOnesAreRightSooner() throws InterruptedException {
        var some =
                Workload.all().stream()
                        .filter(w ->
                                w.name()
                                        .matches(
                                                "php quiet|perl leak|python leak|c leak|perl touch"
                                                        + "|php references|c shared memory"
                                                        + "|c half and half"))
                        .toList();
        var matrix = new Matrix();
        CollectionRun.each(
                some,
                Duration.ofSeconds(40),
                some.size(),
                (workload, timelines) -> matrix.add(workload, Judge.of(timelines)));
        assertThat(some).hasSize(8);
        // On a busy machine a leak may look like a cache still.
        assertThat(matrix.notWrongPart()).as(matrix.text()).isEqualTo(1);
    }
}
