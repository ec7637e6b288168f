package dev.kidreaper.history.look;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.history.Bounds;
import dev.kidreaper.history.Condition;
import dev.kidreaper.history.History;
import dev.kidreaper.history.HistoryInUse;
import dev.kidreaper.history.LastingHistory;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.MemorySample;
import dev.kidreaper.model.ProcessId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same questions to a file and to a history in memory.
class PastWorkersTest {
    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final ProcessId FIRST = new ProcessId(1000, 7);
    private static final ProcessId SECOND = new ProcessId(1001, 8);

    @TempDir private Path folder;
    private final Instant begin = Instant.ofEpochMilli(System.currentTimeMillis() - 3_000_000);

    private Instant minute(long minutes) {
        return begin.plus(Duration.ofMinutes(minutes));
    }

    private void read(History history, ProcessId worker, int slot, long minute, long bytes) {
        var footprint = new Footprint(4 * bytes, 2 * bytes, bytes + 5, bytes, 0);
        history.record(
                List.of(new MemorySample(minute(minute), "web", worker, footprint, slot, null)));
    }

    /// The first worker grows by a million a minute until minute 20; the second one takes its place
    /// in minute 22 and is only glanced at in minute 30.
    private PastWorkers remembered(History history, @Nullable Path file) {
        for (int i = 0; i <= 20; i++) {
            read(history, FIRST, 3, i, 10_000_000 + i * 1_000_000L);
        }
        read(history, SECOND, 3, 22, 5_000_000);
        history.record(
                List.of(
                        new MemorySample(
                                minute(30), "web", SECOND, Footprint.cheap(9, 8), 3, null)));
        return new PastWorkers(file, history);
    }

    @Test
    void eachMomentHasItsWorkersFromTheFile() throws HistoryInUse {
        Path file = folder.resolve("history.db");
        try (var history =
                LastingHistory.open(file, "boot", Bounds.DEFAULT, InstantSource.system())) {
            assertThat(history.condition()).isInstanceOf(Condition.OnDisk.class);
            PastWorkers past = remembered(history, file);
            history.events(null, begin, 1); // What was recorded before is written by now.
            eachMomentHasItsWorkers(past);
        }
    }

    @Test
    void eachMomentHasItsWorkersFromMemory() {
        try (var history = History.inMemory(Bounds.DEFAULT)) {
            eachMomentHasItsWorkers(remembered(history, null));
        }
    }

    private void eachMomentHasItsWorkers(PastWorkers past) {
        assertThat(past.at("web", Measure.USS, minute(-1), LONGEST)).isEmpty();
        assertThat(past.at("mail", Measure.USS, minute(15), LONGEST)).isEmpty();
        assertThat(past.at("web", Measure.USS, minute(15).plusSeconds(20), LONGEST))
                .singleElement()
                .satisfies(then -> {
                    assertThat(then.slot()).isEqualTo(3);
                    assertThat(then.id()).isEqualTo(FIRST);
                    assertThat(then.since()).isEqualTo(minute(0));
                    assertThat(then.read()).isEqualTo(minute(15));
                    assertThat(then.footprint().uss()).isEqualTo(25_000_000);
                    assertThat(then.footprint().rss()).isEqualTo(50_000_000);
                    assertThat(then.growthPerSecond()).isCloseTo(1e6 / 60, within());
                });
        assertThat(past.at("web", Measure.USS, minute(22), LONGEST))
                .extracting(PastWorkers.Then::id)
                .containsExactly(FIRST, SECOND);
        // Nobody looked in minute 26; in minute 31 what was read last of its size is told.
        assertThat(past.at("web", Measure.USS, minute(26), LONGEST)).isEmpty();
        assertThat(past.at("web", Measure.USS, minute(31), LONGEST))
                .singleElement()
                .satisfies(then -> {
                    assertThat(then.footprint().uss()).isEqualTo(5_000_000);
                    assertThat(then.growthPerSecond()).isNaN();
                });
        assertThat(past.course("web", 1000, Measure.USS, minute(3), minute(5)))
                .extracting(PastWorkers.Point::bytes)
                .containsExactly(13_000_000L, 14_000_000L, 15_000_000L);
        assertThat(past.course("web", 4711, Measure.USS, minute(3), minute(5))).isEmpty();
    }

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.data.Offset.offset(0.01);
    }
}
