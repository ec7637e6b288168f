package dev.kidreaper.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LinesTest {
    @Test
    void leavesOutWhatSaysNothing() {
        Lines lines = Lines.of("# a\n\n  x = 1\n\t# b\r\n\r\ny = '#'\n");
        assertThat(lines.text()).isEqualTo("  x = 1\ny = '#'\n");
        assertThat(lines.number(1)).isEqualTo(3);
        assertThat(lines.number(2)).isEqualTo(6);
        assertThat(lines.number(99)).isEqualTo(6);
    }

    @Test
    void keepsTheLinesOfStrings() {
        String text =
                "a = \"\"\"\n# in \\\"\"\"\n\n\"\"\"\"\" # out\n"
                        + "b = '''\n# in \"\"\"\n'''\n"
                        + "c = \"# '''\\\"\"\nd = 1\n";
        assertThat(Lines.of(text + "# out\n").text()).isEqualTo(text);
    }

    /// What made the parser think for minutes, or use up the memory, before those lines and long
    /// texts were kept from it.
    static Stream<String> heavy() {
        int most = TomlText.LONGEST;
        return Stream.of(
                "\n".repeat(1_000_000),
                "# comment\n".repeat(100_000),
                "a = [\n" + "# comment\n".repeat(100_000) + "]",
                "x".repeat(1_000_000),
                "[".repeat(most - 10),
                "a = " + "[".repeat(most - 10),
                "a = " + "{b=".repeat(most / 4),
                "a" + ".a".repeat(most / 3),
                "a = [" + "1,".repeat(most / 3) + "]",
                "a = \"\n".repeat(most / 7),
                "a = \"\"\"" + "\"x".repeat(most / 3),
                "a = \"\"\"" + "\n".repeat(most - 20),
                "a = '''\n" + "\n# x".repeat(most / 5),
                "x y z [ { \" '\n".repeat(most / 20),
                "a = [\n".repeat(most / 7),
                "[[pool]]\n".repeat(most / 10));
    }

    @ParameterizedTest
    @MethodSource("heavy")
    void noTextTakesForever(String text) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long begun = threads.getCurrentThreadCpuTime(); // Other tests may have the processors.
        assertThat(SettingsFile.parse("k.toml", text)).isInstanceOf(ConfigResult.Rejected.class);
        assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - begun))
                .isLessThan(Duration.ofSeconds(20));
    }
}
