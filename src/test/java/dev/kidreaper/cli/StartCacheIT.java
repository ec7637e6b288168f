package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.Kidreaper;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the JVM keeps from a rehearsal, so that commands start fast.
class StartCacheIT {
    @Test
    void theParserOfCommandLinesComesFromTheCache() {
        Kidreaper.build();
        String log = "KIDREAPER_JAVA_OPTS=-Xlog:class+load";
        String pid = Long.toString(ProcessHandle.current().pid());
        var ran =
                Kidreaper.end(
                        Kidreaper.start(List.of("env", log, "./kidreaper", "ps", "--pid", pid)));
        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(ran.out().lines().filter(line -> line.contains(" picocli.")))
                .hasSizeGreaterThan(100)
                .allMatch(line -> line.contains("source: shared objects file"));
    }
}
