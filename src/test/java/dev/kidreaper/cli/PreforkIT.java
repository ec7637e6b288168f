package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.CWorker;
import dev.kidreaper.testing.HttpLoad;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.Nginx;
import dev.kidreaper.testing.Program;
import dev.kidreaper.testing.Served;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kidreaper serve` in front of the application's own manager, which it starts.
class PreforkIT {
    private static final Pattern LEFT =
            Pattern.compile("event=leaving why=max-requests requests=(\\d+)");

    private final Path folder;

    PreforkIT(@TempDir Path folder) {
        this.folder = folder;
    }

    private Served catalyst(String... options) {
        var args = new ArrayList<>(List.of(options));
        args.addAll(List.of("--", "perl"));
        args.add(
                Path.of("src/test/resources/catalyst/script/pool_fastcgi.pl")
                        .toAbsolutePath()
                        .toString());
        args.addAll(List.of("-l", "-", "-n", "3", "-p", folder.resolve("pid").toString()));
        return Served.start(folder, args.toArray(String[]::new));
    }

    private long manager() throws IOException {
        return Long.parseLong(Files.readString(folder.resolve("pid")).strip());
    }

    private static List<Long> family(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .map(ProcessHandle::pid)
                .toList();
    }

    private static long kib(long pid, String field) throws IOException {
        return Files.readString(Path.of("/proc/%d/smaps_rollup".formatted(pid)))
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .sum();
    }

    @Test
    void catalystSharesItsMemoryAndNoRequestIsCutOff() throws IOException {
        try (var served = catalyst("--max-requests", "30");
                var nginx = Nginx.start(folder, served.socket())) {
            assertThat(served.log())
                    .contains("event=own-manager why=\"-l and -n are options")
                    .contains("profile=fcgi-procmanager workers=3");
            assertThat(served.workers()).containsExactly(manager());
            List<Long> workers = family(manager());
            long pss = 0;
            long rss = 0;
            for (long pid : workers) {
                pss += kib(pid, "Pss");
                rss += kib(pid, "Rss");
            }
            assertThat(pss).isLessThan(rss / 2);
            var load = HttpLoad.on(nginx.port(), Collections.nCopies(4, "/ok?n=10"));
            TestPool.await("recycles", () -> served.logs("event=recycled") >= 6);
            load.close();
            assertThat(load.failures()).as(served.log()).isEmpty();
            var counts = LEFT.matcher(served.log()).results().map(r -> r.group(1)).distinct();
            assertThat(counts).containsExactly("30");
            assertThat(served.number("cut")).isZero();
            assertThat(served.number("requests")).isEqualTo(load.answered());
            assertThat(served.log()).doesNotContain("event=broken", "event=failed", "[BUG]");
            List<Long> all = family(served.pid());
            assertThat(served.stop()).isTrue();
            TestPool.await("the end of all", () -> all.stream().noneMatch(PreforkIT::lives));
            assertThat(served.log()).doesNotContain("workers-still-there");
        }
    }

    private static boolean lives(long pid) {
        return ProcessHandle.of(pid).isPresent();
    }

    @Test
    void aPoolThatNobodyAsksRestsAndIsRecycledAllTheSame() throws IOException {
        try (var pool = new ProcManager();
                var nginx = Nginx.start(folder, pool.served.socket())) {
            TestPool.await("rest", () -> pool.served.status().contains("no request has come"));
            TestPool.kill("HUP", pool.served.pid());
            pool.served.awaitLogs("event=recycled", 3);
            assertThat(pool.served.status()).contains("no request has come");
            var load = HttpLoad.on(nginx.port(), Collections.nCopies(3, "/?x=1"));
            TestPool.await("answers of all", () -> load.bodies().size() == 3);
            load.close();
            assertThat(load.failures()).isEmpty();
            assertThat(pool.served.log()).doesNotContain("event=broken", "event=failed", "[BUG]");
        }
    }

    @Test
    void aManagerThatEndsIsStartedAgainAndOneThatIsOrphanedEnds() throws IOException {
        try (var pool = new ProcManager();
                var nginx = Nginx.start(folder, pool.served.socket())) {
            assertThat(HttpLoad.get(nginx.port(), "/?x=1")).contains("pid=");
            List<Long> before = family(pool.served.pid());
            TestPool.kill("KILL", manager());
            TestPool.await("again", () -> pool.served.logs("event=pool-found") == 2);
            assertThat(pool.served.log()).contains("event=manager-ended", "signal 9");
            assertThat(HttpLoad.get(nginx.port(), "/?x=1")).contains("pid=");
            List<Long> now = family(pool.served.pid());
            assertThat(now).hasSize(4).doesNotContainAnyElementsOf(before);
            TestPool.kill("KILL", pool.served.pid());
            TestPool.await("the end of all", () -> now.stream().noneMatch(PreforkIT::lives));
            before.forEach(pid -> TestPool.kill("KILL", pid));
        }
    }

    /// A real FCGI::ProcManager that opens a socket of its own.
    private final class ProcManager implements AutoCloseable {
        final Served served;

        ProcManager() {
            String own = folder.resolve("own").toString();
            served =
                    Served.start(
                            folder,
                            "--attach",
                            own,
                            "--",
                            "perl",
                            Path.of("src/test/resources/pools/procmanager.pl")
                                    .toAbsolutePath()
                                    .toString(),
                            own,
                            "3",
                            folder.resolve("pid").toString(),
                            "bare");
        }

        @Override
        public void close() {
            served.close();
        }
    }

    @Test
    void aProgramThatForksNobodyIsNoManager() throws IOException {
        assertThat(failing("--prefork", "--", CWorker.program().toString()))
                .contains("forks no workers: it is no preforking manager");
        assertThat(failing("--prefork", "--", "sh", "-c", "echo a word >&2; exit 3"))
                .contains("COMMAND has ended (exit 3) before its workers served: a word");
    }

    private String failing(String... args) {
        var command = new ArrayList<>(List.of(Path.of("kidreaper").toAbsolutePath().toString()));
        command.addAll(Served.words(folder, args));
        Kidreaper.build();
        try (var program = Program.start(folder, folder.resolve("failing.log"), command)) {
            assertThat(program.awaitEnd(Duration.ofSeconds(60))).isTrue();
            return String.join("\n", program.log());
        }
    }
}
