package dev.kidreaper.decide;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// When workers stand in each other's way.
class CpuContentionTest {
    private static final long MILLI = 1_000_000;

    private static CpuContention after(CpuContention before, long run, long waited, long took) {
        CpuContention now = before;
        for (int i = 0; i < 50; i++) {
            now = now.with(run * MILLI, waited * MILLI, took * MILLI);
        }
        return now;
    }

    @Test
    void whoComputesAndWaitsForAProcessorIsCrowded() {
        assertThat(after(CpuContention.NONE, 8, 12, 21).isCrowded()).isTrue();
    }

    @Test
    void whoComputesAndHardlyWaitsIsNot() {
        assertThat(after(CpuContention.NONE, 18, 2, 21).isCrowded()).isFalse();
    }

    @Test
    void whoWaitsForSomethingElseIsNotHoweverFullTheMachine() {
        assertThat(after(CpuContention.NONE, 3, 6, 21).isCrowded()).isFalse();
    }

    @Test
    void thatFewerWaitLessIsNoReasonForMore() {
        CpuContention crowded = after(CpuContention.NONE, 8, 12, 21);
        assertThat(after(crowded, 18, 1, 20).isCrowded()).isTrue();
    }

    @Test
    void itEndsWhenTheyDoSomethingElseThanToCompute() {
        CpuContention crowded = after(CpuContention.NONE, 8, 12, 21);
        assertThat(after(crowded, 8, 4, 21).isCrowded()).isFalse();
    }

    @Test
    void oneSlowMomentIsNoChange() {
        CpuContention crowded = after(CpuContention.NONE, 8, 12, 21);
        assertThat(crowded.with(1 * MILLI, 0, 20 * MILLI).isCrowded()).isTrue();
    }

    @Test
    void whereTheKernelDoesNotCountNobodyIs() {
        assertThat(after(CpuContention.NONE, 0, 0, 21).isCrowded()).isFalse();
    }
}
