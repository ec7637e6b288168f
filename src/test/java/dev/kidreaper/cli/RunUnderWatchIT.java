package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.DaemonProcess;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.TestPool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A pool whose manager `kidreaper watch` starts, behind a gate.
class RunUnderWatchIT {
    @TempDir private Path folder;

    private String pool() {
        String command =
                List.of(
                                "perl",
                                Path.of("src/test/resources/pools/procmanager.pl")
                                        .toAbsolutePath()
                                        .toString(),
                                folder.resolve("fcgi").toString(),
                                "2",
                                folder.resolve("pidfile").toString(),
                                "bare")
                        .stream()
                        .map(word -> "'" + word + "'")
                        .collect(Collectors.joining(", ", "[", "]"));
        return "max-age = '12h'\n[pool.run]\ncommand = " + command + "\nmax-requests = 500\n";
    }

    private static List<Long> managers(DaemonProcess daemon) {
        return daemon.logged("event=pool-found manager=(\\d+)").stream()
                .map(found -> Long.parseLong(found.group(1)))
                .toList();
    }

    private static long workers(long manager) {
        return ProcessHandle.of(manager).stream().flatMap(ProcessHandle::children).count();
    }

    @Test
    void theDaemonStartsItAndStartsItAgainAndStopsIt() {
        String usual = TestPool.read(Path.of("/proc/self/oom_score_adj"));
        try (var daemon = DaemonProcess.start(folder, pool())) {
            TestPool.await("ready", () -> !daemon.logged("event=ready pools=1").isEmpty());
            long first = managers(daemon).getFirst();
            TestPool.await("its workers", () -> workers(first) == 2);
            assertThat(TestPool.status(first, "Seccomp_filters")).isEqualTo(1);
            assertThat(TestPool.read(Path.of("/proc/" + first + "/oom_score_adj")))
                    .isEqualTo(usual);
            TestPool.await("both seen", () -> daemon.status().split("age_seconds").length == 3);
            assertThat(live())
                    .contains(
                            "now pool: fcgi-procmanager " + first + " 'perl-fcgi-pm",
                            "2 workers of ");
            assertThat(daemon.ask("recycle", "pool").exit()).isZero();
            TestPool.await(
                    "two recycles",
                    () -> daemon.logged("event=recycled.*idle_proof=true").size() == 2);
            assertThat(daemon.status()).contains("\"requests\"");

            var left = ProcessHandle.of(first).orElseThrow().children().toList();
            TestPool.kill("KILL", first);
            TestPool.await("a second one", () -> managers(daemon).size() == 2);
            left.forEach(ProcessHandle::destroyForcibly);
            String says = "its manager has ended \\(signal 9\\); it is started again in 1 s";
            assertThat(daemon.logged("event=manager-ended why=\"" + says)).hasSize(1);
            TestPool.await("no last will but its own", () -> lastWills(daemon) == 1);

            assertThat(live()).startsWith("0pool: starts perl behind a gate");
            long second = managers(daemon).getLast();
            assertThat(daemon.stop()).isLessThan(Duration.ofSeconds(5));
            assertThat(ProcessHandle.of(second)).isEmpty();
            assertThat(daemon.logged("event=bug|workers-still-there")).isEmpty();
        }
        TestPool.await("no last will", () -> lastWills(null) == 0);
    }

    private String live() {
        String file = folder.resolve("kidreaper.toml").toString();
        var ran = Kidreaper.run("check", "--live", "--config", file);
        return ran.exit() + ran.err() + ran.out();
    }

    private long lastWills(@Nullable DaemonProcess daemon) {
        return ProcessHandle.allProcesses()
                .filter(p ->
                        daemon == null
                                || p.parent().stream().anyMatch(d -> d.pid() == daemon.pid()))
                .map(p -> TestPool.commandLine(p.pid()))
                .filter(line -> line.contains("let-all-in") && line.contains(folder.toString()))
                .count();
    }

    @Test
    void oneThatGoesToTheBackgroundIsNotStartedAgain() {
        String pool = "observe = true\n[pool.run]\ncommand = ['sh', '-c', 'echo its last words']\n";
        try (var daemon = DaemonProcess.begin(folder, pool)) {
            TestPool.await("ready", () -> !daemon.logged("event=ready pools=1").isEmpty());
            TestPool.await(
                    "what was wrong",
                    () ->
                            daemon.log()
                                    .contains(
                                            "start it in the foreground, not as a daemon; it is not"
                                                    + " started again"));
            daemon.awaitLog(log -> assertThat(log).contains("its last words"));
            assertThat(daemon.status())
                    .contains("\"state\":\"missing\"", "it is not started again");
        }
    }
}
