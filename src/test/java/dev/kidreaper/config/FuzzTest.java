package dev.kidreaper.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.kidreaper.testing.Fuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Thousands of broken files: each is loaded or has problems, with a place in it. A seed is printed
/// on failure; `-Dfuzz.seed=N` runs that one again.
class FuzzTest {
    private static final int CASES = 6000;
    private static final long MOST_NANOS = 1_000_000_000L;
    private static final Pattern SAID = Pattern.compile("k\\.toml(:\\d+:\\d+)?: \\P{Cntrl}+");
    private static final String[] PIECES = {
        "[[pool]]",
        "[pool]",
        "[pool.pace]",
        "[",
        "]",
        "{",
        "}",
        "=",
        "\"",
        "'",
        "\"\"\"",
        "'''",
        "#",
        "\n",
        "\r",
        "\\",
        ",",
        ".",
        "0",
        "-1",
        "99999999999999999999",
        "1e400",
        "nan",
        "true",
        "[]",
        "{}",
        "\"off\"",
        "\"3x\"",
        "\"0%\"",
        "\"9999999999999999G\"",
        "\"999999999d\"",
        "\u0000",
        "\u2028",
        "é",
        "🙂",
        "\ud800",
        "1979-05-27",
        "pid = 1",
        "name = 5",
        "= \"(a+)+$\"",
        "\t"
    };

    @Test
    @Timeout(300)
    void neverAnythingElse() throws IOException {
        check(CASES);
    }

    @Tag("soak")
    @Test
    void neverAnythingElseInAMillion() throws IOException {
        check(Fuzz.CASES);
    }

    private static void check(int most) throws IOException {
        String valid =
                Files.readString(Path.of("examples/kidreaper.toml"))
                        .replaceAll("(?m)^#.*\n|\\s+# .*$", "");
        assertThat(Configurations.problems(valid)).isEmpty();
        long first = Long.getLong("fuzz.seed", System.nanoTime());
        int cases = System.getProperty("fuzz.seed") == null ? most : 1;
        for (long seed = first; seed < first + cases; seed++) {
            if ((seed - first) % 100_000 == 0 && seed > first) {
                System.out.printf("fuzz: %d cases from seed %d%n", seed - first, first);
            }
            String text = mutated(valid, new Random(seed));
            try {
                long begun = Fuzz.cpuNanos();
                check(SettingsFile.parse("k.toml", text), text);
                assertThat(Fuzz.cpuNanos() - begun).as("it takes long").isLessThan(MOST_NANOS);
            } catch (Throwable e) {
                fail("-Dfuzz.seed=%d:\n%s".formatted(seed, text), e);
            }
        }
    }

    private static void check(ConfigResult configResult, String text) {
        long lines = text.chars().filter(c -> c == '\n').count() + 1;
        var problems =
                switch (configResult) {
                    case ConfigResult.Loaded loaded -> loaded.warnings();
                    case ConfigResult.Rejected rejected -> rejected.problems();
                };
        for (ConfigProblem configProblem : problems) {
            assertThat(configProblem.toString()).matches(SAID);
            assertThat((long) configProblem.line()).isBetween(0L, lines);
        }
    }

    private static String mutated(String valid, Random random) {
        var text = new StringBuilder(valid);
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            int at = random.nextInt(text.length() + 1);
            int end = Math.min(text.length(), at + random.nextInt(30));
            switch (random.nextInt(6)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.insert(at, PIECES[random.nextInt(PIECES.length)]);
                case 2 -> text.replace(at, end, PIECES[random.nextInt(PIECES.length)]);
                case 3 -> text.insert(at, text.substring(at, end));
                case 4 -> text.insert(at, (char) random.nextInt(0x250));
                default -> replaceValue(text, random);
            }
        }
        return text.toString();
    }

    /// Puts something else after one of the equals signs, so that the text stays TOML more often.
    private static void replaceValue(StringBuilder text, Random random) {
        int at = text.indexOf("= ", random.nextInt(text.length() + 1));
        int end = text.indexOf("\n", Math.max(0, at));
        if (at >= 0 && end >= 0) {
            text.replace(at + 2, end, PIECES[random.nextInt(PIECES.length)]);
        }
    }
}
