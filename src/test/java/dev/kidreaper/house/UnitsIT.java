package dev.kidreaper.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.DaemonProcess;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.Served;
import dev.kidreaper.testing.TestPool;
import dev.kidreaper.testing.WebRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The units of systemd in `examples`, as `systemd-analyze` judges them, and whether the system
/// calls that they allow are those that we make.
class UnitsIT {
    private static final Path EXAMPLES = Path.of("examples");

    /// SQLite calls it as root only, which the unit is not.
    private static final String AS_ROOT = "fchown";

    private final Path folder;

    UnitsIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @ParameterizedTest
    @ValueSource(strings = {"kidreaper.service", "kidreaper-serve.service"})
    void exposesLittle(String unit) {
        UnitExposure.isLittle(EXAMPLES.resolve(unit));
    }

    @Test
    void everyCallOfWatchIsAllowed() throws IOException {
        Path calls = folder.resolve("calls");
        var strace = tracing(calls);
        try (var pool = TestPool.start(2)) {
            String lines = "pidfile = \"%s\"\nlimit = \"20M\"\n".formatted(pool.pidfile());
            try (var daemon = DaemonProcess.begin(folder, strace, lines)) {
                TestPool.await("its pool", () -> daemon.log().contains("event=pool-found"));
                TestPool.sleep(java.time.Duration.ofSeconds(2));
                WebRequest.send(pool.socket(), "leak=40000").answer();
                TestPool.await("a recycle", () -> daemon.log().contains("event=recycled"));
            }
        }
        assertAllowed(calls, "kidreaper.service");
    }

    @Test
    void everyCallOfServeIsAllowed() throws IOException {
        Path calls = folder.resolve("calls");
        var strace = tracing(calls);
        String worker = dev.kidreaper.testing.CWorker.program().toString();
        try (var served = Served.startBy(strace, folder, "--max-requests", "1", "--", worker)) {
            WebRequest.send(served.socket(), "n=1").answer();
            TestPool.await("a recycle", () -> served.logs("event=recycled") > 0);
        }
        assertAllowed(calls, "kidreaper-serve.service");
    }

    /// Beside it, so that what is started is the program itself.
    private static List<String> tracing(Path calls) {
        return List.of("strace", "-D", "-f", "-qq", "-o", calls.toString());
    }

    private static void assertAllowed(Path calls, String unit) throws IOException {
        Set<String> made;
        var call = Pattern.compile("^\\d+ +([a-z_0-9]+)\\(.*");
        try (Stream<String> lines = Files.lines(calls)) {
            made =
                    lines.map(call::matcher)
                            .filter(m -> m.matches())
                            .map(m -> m.group(1))
                            .collect(Collectors.toCollection(TreeSet::new));
        }
        assertThat(made).hasSizeGreaterThan(40);
        made.remove(AS_ROOT);
        assertThat(made).isSubsetOf(allowed(EXAMPLES.resolve(unit)));
    }

    /// What `SystemCallFilter=` lets through: its first line adds, one that begins with `~` takes
    /// away.
    private static Set<String> allowed(Path unit) throws IOException {
        var allowed = new TreeSet<String>();
        for (String line : Files.readAllLines(unit)) {
            if (!line.startsWith("SystemCallFilter=")) {
                continue;
            }
            String words = line.substring("SystemCallFilter=".length());
            boolean away = words.startsWith("~");
            for (String word : (away ? words.substring(1) : words).split(" ", -1)) {
                Set<String> meant = meant(word);
                if (away) {
                    allowed.removeAll(meant);
                } else {
                    allowed.addAll(meant);
                }
            }
        }
        allowed.addAll(meant("@default"));
        return allowed;
    }

    private static Set<String> meant(String word) {
        if (!word.startsWith("@")) {
            return Set.of(word);
        }
        var ran =
                Kidreaper.end(Kidreaper.start(List.of("systemd-analyze", "syscall-filter", word)));
        return ran.out()
                .lines()
                .skip(1)
                .map(String::strip)
                .filter(l -> !l.isEmpty() && !l.startsWith("#"))
                .flatMap(l -> meant(l).stream())
                .collect(Collectors.toSet());
    }
}
