package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.Kidreaper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the JVM keeps from a rehearsal, so that commands start fast.
class StartCacheIT {
    @Test
    void theParserOfCommandLinesComesFromTheCache() {
        Kidreaper.build();
        String log = "KIDREAPER_JAVA_OPTS=-Xlog:class+load";
        String pid = Long.toString(ProcessHandle.current().pid());
        var ran =
                Kidreaper.end(
                        Kidreaper.start(
                                List.of("env", log, "./kidreaper", "ps", pid, "--with-children")));
        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(ran.out().lines().filter(line -> line.contains(" picocli.")))
                .hasSizeGreaterThan(100)
                .allMatch(line -> line.contains("source: shared objects file"));
    }

    /// The parser makes a proxy for each kind of annotation; what is asked most needs none.
    @ParameterizedTest
    @ValueSource(strings = {"--version", "ps SELF", "status --socket /nonexistent"})
    void whatIsAskedMostDoesWithoutTheParser(String line) {
        Kidreaper.build();
        String pid = Long.toString(ProcessHandle.current().pid());
        var words = new ArrayList<>(List.of("env", "KIDREAPER_JAVA_OPTS=-Xlog:class+load"));
        words.add("./kidreaper");
        words.addAll(List.of(line.replace("SELF", pid).split(" ", -1)));
        var ran = Kidreaper.end(Kidreaper.start(words));
        assertThat(ran.out().lines().filter(l -> l.contains("source: ")))
                .hasSizeGreaterThan(100)
                .noneMatch(l -> l.contains("__dynamic_proxy__"));
    }

    /// With `AOTMode=on` the JVM refuses to start by a cache that does not fit. It holds no machine
    /// code: the processor of the next start may be another one.
    @ParameterizedTest
    @ValueSource(strings = {"oneshot", "kidreaper", "daemon", "serve", "run"})
    void eachCacheIsUsedAndHoldsNoMachineCode(String name) {
        Kidreaper.build();
        String jar = Kidreaper.end(Kidreaper.start("--which-jar")).out().strip();
        String cache = Path.of(jar).resolveSibling(name + ".aot").toString();
        var flags =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:AOTMode=on",
                        "-XX:AOTCache=" + cache,
                        "-Dkidreaper.cache=" + cache,
                        "-XX:+UseSerialGC",
                        "-XX:+UnlockDiagnosticVMOptions",
                        "-XX:-AOTAdapterCaching",
                        "-Xlog:aot+codecache*=info",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        jar,
                        "dev.kidreaper.cli.Main",
                        "--version");
        var ran = Kidreaper.end(Kidreaper.start(flags));
        assertThat(ran.exit()).as(ran.out() + ran.err()).isZero();
        assertThat(ran.out())
                .contains("start cache in use: " + cache)
                .doesNotContainPattern("Loaded [1-9]\\d* AOT code entries");
    }
}
