package dev.kidreaper.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.HttpLoad;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.ManagerProcess;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// uWSGI in the shapes in which operators run it: an emperor, and pools that shrink to one worker.
@Order(1)
class UwsgiShapesIT {
    @TempDir private Path folder = Path.of("");

    /// Its children, the vassals, are managers themselves.
    @Test
    void anEmperorsVassalIsLeftAloneAndNamed() throws IOException {
        Path vassals = Files.createDirectory(folder.resolve("vassals"));
        Path app = Path.of("src/test/resources/pools/app.py").toAbsolutePath();
        Files.writeString(
                vassals.resolve("a.ini"),
                """
                [uwsgi]
                plugin = python3
                http-socket = 127.0.0.1:0
                master = true
                processes = 2
                wsgi-file = %s
                """
                        .formatted(app));
        List<String> command = List.of("uwsgi", "--emperor", vassals.toString());
        try (var emperor = ManagerProcess.start(command, Map.of(), UwsgiShapesIT::hasVassal)) {
            Set<Long> before = emperor.children();
            String pid = Long.toString(emperor.manager());
            for (String[] line : new String[][] {{"restart", "--pid", pid}, {pid, "1024"}}) {
                var ran = Kidreaper.run(line);
                assertThat(ran.err())
                        .contains("none looks like a worker")
                        .contains("is a manager itself (uwsgi)")
                        .contains("--pid " + before.iterator().next());
            }
            assertThat(emperor.children()).isEqualTo(before);
        }
    }

    private static boolean hasVassal(ManagerProcess emperor) {
        return emperor.children().stream()
                .anyMatch(v -> ProcessHandle.of(v).orElseThrow().children().count() == 2);
    }

    /// While it loads, a replacement is no worker yet; and who is idle beside it is no reason to
    /// take it for unneeded.
    @Test
    void aReplacementThatLoadsForLongIsWaitedFor() {
        Map<String, String> loading = Map.of("LOADS", "7");
        try (var pool = Kind.UWSGI.pool(loading, "--lazy-apps")) {
            TestPool.await("all", () -> pool.workers().size() == 4);
            String pid = Long.toString(pool.manager());
            var ran = Kidreaper.run("restart", "--json", "--pid", pid, "--newborn", "300ms");
            assertThat(ran.exit()).as(ran.out() + ran.err()).isZero();
            assertThat(ManagerProcess.numbers(ran.out(), "replaced_by", "(.*)")).hasSize(4);
            assertThat(pool.workers()).hasSize(4);
        }
    }

    /// It keeps one. Told to leave by uWSGI itself, the others are not replaced; that one is
    /// replaced, unless it is in doubt whether uWSGI can fork.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--cheaper 1 --cheaper-initial 3",
                "--cheaper 1 --cheaper-initial 3 --plugin cheaper_busyness --cheaper-algo busyness"
                        + " --cheaper-overload 1 --cheaper-busyness-multiplier 2"
            })
    void aUwsgiThatNeedsOneWorkerKeepsOne(String cheaper) {
        try (var pool = Kind.UWSGI.pool(cheaper.split(" ", -1))) {
            String pid = Long.toString(pool.manager());
            for (int round = 0; round < 3; round++) {
                var load = HttpLoad.on(pool.port(), Collections.nCopies(4, "/?slow=1"));
                TestPool.await("more", () -> pool.workers().size() > 1);
                load.close();
                assertThat(load.failures()).isEmpty();
                var ran = Kidreaper.run("restart", "--pid", pid, "--newborn", "500ms");
                assertThat(ran.out() + ran.err())
                        .doesNotContain("stopped", "forked no replacement");
                assertThat(ran.out().lines().filter(l -> l.contains("NOT recycled")))
                        .allMatch(l -> l.contains("the last worker that serves"));
                TestPool.await("one", () -> !pool.workers().isEmpty());
            }
            assertThat(pool.logged(Kind.UWSGI.complaints)).isEmpty();
        }
    }
}
