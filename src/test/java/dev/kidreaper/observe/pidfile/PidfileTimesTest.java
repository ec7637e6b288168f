package dev.kidreaper.observe.pidfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// Which pidfiles are older than their process, whatever was done to the clock.
class PidfileTimesTest {
    private static final Instant BOOT = Instant.parse("2026-11-01T00:00:00Z");
    private static final Duration UPTIME = Duration.ofHours(5);
    private static final Duration STARTED = Duration.ofHours(2);
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void aFileThatWasWrittenAfterTheStartIsFresh() {
        assertThat(times(writtenAt(STARTED.plusSeconds(1)), Duration.ZERO).isStale()).isFalse();
        assertThat(times(writtenAt(STARTED.minusSeconds(1)), Duration.ZERO).isStale())
                .as("start times are exact to a tick only")
                .isFalse();
    }

    @Test
    void aFileOfAnEarlierProcessIsStale() {
        assertThat(times(writtenAt(STARTED.minusSeconds(3)), Duration.ZERO).isStale()).isTrue();
        assertThat(times(writtenAt(STARTED.minus(HOUR)), Duration.ZERO).isStale()).isTrue();
    }

    /// The first NTP sync, or a virtual machine that was resumed.
    @Test
    void aClockThatWasSetForwardSinceMakesNoFileStale() {
        assertThat(times(writtenAt(STARTED.plusSeconds(1)), HOUR).isStale()).isFalse();
        assertThat(times(writtenAt(STARTED.plusSeconds(1)), Duration.ofDays(30)).isStale())
                .isFalse();
    }

    @Test
    void aClockThatWasSetBackMakesNoFileStale() {
        assertThat(times(writtenAt(STARTED.plusSeconds(1)), HOUR.negated()).isStale()).isFalse();
    }

    /// A step of five minutes excuses five minutes.
    @Test
    void aFileFromLongBeforeIsStaleInSpiteOfAStep() {
        assertThat(times(writtenAt(STARTED.minus(HOUR)), Duration.ofMinutes(5)).isStale()).isTrue();
    }

    /// Whoever sets a file's time by hand cannot set that of its last change.
    @Test
    void aStepExcusesNoFileThatWasTouched() {
        var touched =
                new PidfileTimes(
                        writtenAt(STARTED.plusSeconds(1)),
                        writtenAt(STARTED.plusSeconds(9)),
                        BOOT.plus(UPTIME).plus(HOUR),
                        UPTIME,
                        STARTED,
                        BOOT,
                        Duration.ZERO);
        assertThat(touched.wasTouched()).isTrue();
        assertThat(touched.isStale()).isTrue();
    }

    /// In a container the clock of its start counts, not that of the machine's.
    @Test
    void aContainerThatBeganLaterKnowsOfNoStepBefore() {
        Duration began = Duration.ofHours(1);
        var times =
                new PidfileTimes(
                        writtenAt(STARTED.minusSeconds(9)),
                        writtenAt(STARTED.minusSeconds(9)),
                        BOOT.plus(UPTIME),
                        UPTIME,
                        STARTED,
                        BOOT.plus(began),
                        began);
        assertThat(times.isStale()).isTrue();
    }

    private static Instant writtenAt(Duration sinceBoot) {
        return BOOT.plus(sinceBoot);
    }

    /// @param step how far the clock was set forward after the file was written
    private static PidfileTimes times(Instant written, Duration step) {
        Instant now = BOOT.plus(UPTIME).plus(step);
        return new PidfileTimes(written, written, now, UPTIME, STARTED, BOOT, Duration.ZERO);
    }
}
