package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.show.Paint;
import dev.kidreaper.show.ReportText;
import dev.kidreaper.show.Screen;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Reason REASON =
            new Reason(RecycleCause.RESTART, Measure.RSS, 64 << 20, null);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private long now;
    private final Progress progress =
            new Progress(
                    Screen.on(new PrintStream(out, true, StandardCharsets.UTF_8)),
                    new Paint(false),
                    () -> now);

    private static ProcessId pid(int pid) {
        return new ProcessId(pid, pid);
    }

    private static Outcome recycled(int pid) {
        return new Outcome.Recycled(
                pid(pid), REASON, Duration.ofMillis(38), pid(pid + 100), false, false);
    }

    @Test
    void itSaysHowLongItMayTakeAndASignalWhatWasDone() {
        progress.starting(pid(1), REASON, 4);
        assertThat(progress.lines())
                .containsExactly("1 of 5: worker 1 (rss=64.0M) is asked to leave …");
        progress.left(pid(1), Duration.ofMillis(38));
        assertThat(progress.lines())
                .containsExactly("1 of 5: worker 1 left after 38 ms, its replacement must serve …");
        assertThat(progress.farewell())
                .isEqualTo(
                        "stopped: 0 recycled, worker 1 under way (if it was asked, it leaves by"
                                + " itself), 4 not touched");
        now = 3 * SECOND;
        progress.ended(recycled(1));
        progress.starting(pid(2), REASON, 3);
        assertThat(progress.lines())
                .containsExactly(
                        "2 of 5, about 12 s to go: worker 2 (rss=64.0M) is asked to leave …");
        progress.ended(recycled(2));
        assertThat(progress.farewell()).isEqualTo("stopped: 2 recycled, 3 not touched");
    }

    @Test
    void severalAtOnceAreAllSaidToBeUnderWay() {
        progress.starting(pid(1), REASON, 4);
        progress.starting(pid(2), REASON, 3);
        progress.left(pid(1), Duration.ofMillis(38));
        assertThat(progress.lines())
                .containsExactly(
                        "1 of 5: worker 1 left after 38 ms, its replacement must serve …",
                        "2 of 5: worker 2 (rss=64.0M) is asked to leave …");
        assertThat(progress.farewell())
                .isEqualTo(
                        "stopped: 0 recycled, workers 1, 2 under way (those that were asked leave"
                                + " by themselves), 3 not touched");
        now = 4 * SECOND;
        progress.ended(recycled(1));
        progress.starting(pid(3), REASON, 2);
        assertThat(progress.lines().getLast())
                .startsWith("3 of 5, about 16 s to go: worker 3 (rss");
        progress.putBehind(pid(3));
        assertThat(progress.farewell())
                .startsWith("stopped: 1 recycled, worker 2 under way")
                .endsWith("3 not touched");
    }

    /// What was not seen is not said: a kind that is asked at any moment may well have been idle.
    @Test
    void noWorkerIsSaidToHaveBeenBusy() {
        assertThat(ReportText.line(recycled(7)))
                .isEqualTo("worker 7 recycled: rss=64.0M, left after 38 ms, replaced by 107");
    }
}
