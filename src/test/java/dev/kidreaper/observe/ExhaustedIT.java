package dev.kidreaper.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.Kidreaper;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Who is out of file descriptors says so, and not that a process is not there.
class ExhaustedIT {
    @Test
    void isSaidAsItIs() {
        var ran =
                Kidreaper.end(
                        Kidreaper.start(
                                List.of(
                                        "sh",
                                        "-c",
                                        "ulimit -n 100; exec \"$@\"",
                                        "sh",
                                        ProcessHandle.current().info().command().orElseThrow(),
                                        "--enable-native-access=ALL-UNNAMED",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        Exhausted.class.getName(),
                                        Long.toString(ProcessHandle.current().pid()))));
        String[] parts = ran.out().split("\n\n", -1);
        assertThat(parts).as(ran.out() + ran.err()).hasSize(3);
        assertThat(parts[0].lines()).hasSize(7).allMatch(l -> l.startsWith("read "));
        assertThat(parts[2].lines())
                .as(ran.err())
                .hasSize(7)
                .allMatch(l -> l.contains("out of file descriptors (limit 100)"))
                .allMatch(l -> l.startsWith("EXHAUSTED ") || l.startsWith("true "));
    }
}
