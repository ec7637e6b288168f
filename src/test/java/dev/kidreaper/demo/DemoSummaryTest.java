package dev.kidreaper.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.GrowthCause;
import dev.kidreaper.model.GrowthSummary;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.PerlProfiles;
import dev.kidreaper.model.Pool;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.Size;
import dev.kidreaper.model.Verdict;
import dev.kidreaper.model.Worker;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class DemoSummaryTest {
    private static final DemoCause.Found FOUND =
            new DemoCause.Found(true, List.of("why they grew: leak"), why(Verdict.LEAK));

    private static final long MEGABYTE = 1 << 20;

    private final DemoSummary summary = new DemoSummary();

    @Test
    void tellsOfEachRecycledWorkerAndOfAllRequests() {
        summary.beforeFirst(pool(60, 16));
        summary.beforeFirst(pool(999, 999));
        summary.add(recycled(), footprint(2));
        assertThat(summary.isGood()).isTrue();
        assertThat(text(new DemoLoad.Tally(1234, 0, Optional.empty(), Duration.ofMillis(250))))
                .containsIgnoringWhitespaces(
                        "WORKER USS BEFORE LEFT AFTER REPLACED BY ITS USS REASON",
                        "11 16.0M 31 ms 12 2.00M reached the limit 16.0M",
                        "workers recycled: 1, and 0 more from in front, in 20 s",
                        "76.0M before the first was recycled, 5.00M at the end",
                        "requests served: 1,234, the slowest in 250 ms",
                        "requests cut: 0")
                .contains("What you saw")
                .doesNotContain("the first that was cut");
    }

    @Test
    void saysWhatBecameOfTheFirstCutRequest() {
        summary.add(recycled(), footprint(2));
        var tally = new DemoLoad.Tally(5, 2, Optional.of("GET /ok: status 502"), Duration.ZERO);
        assertThat(text(tally))
                .contains("requests cut: 2")
                .contains("the first that was cut: GET /ok: status 502")
                .contains("please report it")
                .doesNotContain("What you saw");
    }

    @Test
    void nothingRecycledIsNotGood() {
        assertThat(summary.isGood()).isFalse();
        var tally = new DemoLoad.Tally(5, 0, Optional.empty(), Duration.ZERO);
        assertThat(text(tally)).contains("no worker was recycled");
    }

    @Test
    void whyTheyGrewIsTold() {
        summary.add(recycled(), footprint(2));
        var tally = DemoLoad.Tally.NONE;
        assertThat(text(tally)).contains("\nwhy they grew: leak\n").contains("What you saw");
        var unknown =
                new DemoCause.Found(
                        false, List.of("why they grew: undecided"), why(Verdict.UNDECIDED));
        assertThat(summary.text(pool(2, 3), tally, Duration.ofSeconds(20), unknown))
                .contains("please report it");
        summary.inFront(3, true);
        assertThat(summary.isGood()).isFalse();
    }

    @Test
    void scriptsGetTheSame() {
        summary.beforeFirst(pool(60, 16));
        summary.add(recycled(), footprint(2));
        summary.inFront(3, false);
        var tally = new DemoLoad.Tally(1234, 0, Optional.empty(), Duration.ofMillis(250));
        assertThat(summary.json(pool(2, 3), tally, Duration.ofSeconds(20), FOUND))
                .startsWith("{\"good\":true,\"recycled\":[{\"pid\":11,")
                .contains("\"recycled_in_front\":3", "\"failed\":0")
                .contains("\"given_back_bytes\":16777216", "\"pss_before_bytes\":79691776")
                .contains("\"requests\":1234", "\"slowest_seconds\":0.25", "\"cut\":0")
                .contains("\"verdict\":\"leak\"", "\"route\":\"GET /leak\"");
        summary.inFront(3, true);
        assertThat(summary.json(pool(2, 3), tally, Duration.ofSeconds(20), FOUND))
                .startsWith("{\"good\":false");
    }

    @Test
    void aWorkerThatWasNotRecycledIsNotGood() {
        summary.add(recycled(), null);
        var failed =
                new Outcome.Failed(
                        new ProcessId(13, 1), recycled().reason(), "still there", false, false);
        summary.add(failed, null);
        assertThat(summary.isGood()).isFalse();
    }

    private static GrowthSummary why(Verdict verdict) {
        return new GrowthSummary(
                verdict,
                0.9,
                Map.of(GrowthCause.LEAK, 1.0),
                Duration.ofSeconds(9),
                null,
                "GET /leak");
    }

    private String text(DemoLoad.Tally tally) {
        return summary.text(pool(2, 3), tally, Duration.ofSeconds(20), FOUND);
    }

    private static Outcome.Recycled recycled() {
        var limit = new Limit(Measure.USS, new Size(16 * MEGABYTE));
        return new Outcome.Recycled(
                new ProcessId(11, 1),
                new Reason(RecycleCause.LIMIT, Measure.USS, 16 * MEGABYTE, limit),
                Duration.ofMillis(31),
                new ProcessId(12, 2),
                true,
                false);
    }

    private static Pool pool(int... megabytes) {
        var manager =
                new Manager(
                        new ProcessId(10, 1), 1, "", footprint(30), PerlProfiles.FCGI_PROCMANAGER);
        List<Worker> workers =
                Arrays.stream(megabytes)
                        .mapToObj(m ->
                                new Worker(
                                        new ProcessId(100 + m, 1),
                                        Duration.ZERO,
                                        Duration.ZERO,
                                        "perl-fcgi",
                                        footprint(m)))
                        .toList();
        return new Pool(manager, workers);
    }

    private static Footprint footprint(long megabytes) {
        long bytes = megabytes * MEGABYTE;
        return new Footprint(bytes, bytes, bytes, bytes, 0);
    }
}
