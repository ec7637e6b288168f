package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kidreaper.model.Durations;
import dev.kidreaper.model.RecyclePolicy;
import java.time.Duration;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class RunPaceOptionsTest {
    private static RecyclePolicy policy(String... words) {
        var options = new PaceOptions.OfRun();
        var _ =
                new CommandLine(options)
                        .registerConverter(Duration.class, Durations::parse)
                        .parseArgs(words);
        return options.policy();
    }

    @Test
    void withoutAWordItIsTheUsual() {
        assertThat(policy()).isEqualTo(RecyclePolicy.GATED);
    }

    @Test
    void eachIsKept() {
        RecyclePolicy policy =
                policy(
                        "--at-once=3",
                        "--pause=10s",
                        "--newborn=2s",
                        "--deadline=90s",
                        "--kill-after=5m",
                        "--blackout=02:00-04:00",
                        "--blackout=Mon-Fri 09:00-09:30",
                        "--observe");
        assertThat(policy.atOnce()).isEqualTo(3);
        assertThat(policy.pace().pause()).isEqualTo(Duration.ofSeconds(10));
        assertThat(policy.pace().newborn()).isEqualTo(Duration.ofSeconds(2));
        assertThat(policy.pace().deadline()).isEqualTo(Duration.ofSeconds(90));
        assertThat(policy.pace().killAfter()).isEqualTo(Duration.ofMinutes(5));
        assertThat(policy.isBlackout(LocalDateTime.of(2026, 11, 28, 3, 0))).isTrue();
        assertThat(policy.isBlackout(LocalDateTime.of(2026, 11, 28, 5, 0))).isFalse();
        assertThat(policy.blackouts()).hasSize(2);
        assertThat(policy.observe()).isTrue();
        assertThat(policy.exact()).as("a worker at its number waits at the gate").isTrue();
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> policy("--at-once=0")).hasMessageContaining("1 to 1000");
        assertThatThrownBy(() -> policy("--newborn=2m")).hasMessageContaining("--deadline");
        assertThatThrownBy(() -> policy("--kill-after=1s")).hasMessageContaining("--kill-after");
        assertThatThrownBy(() -> policy("--blackout=noon"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
