package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.Request;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The daemon on real pools.
class WatchIT {
    private final Path folder;

    WatchIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void anOvergrownWorkerIsRecycledAndRememberedAndTermEndsItInASecond() throws IOException {
        try (var pool = TestPool.start(3)) {
            Process daemon = watch(pool);
            try {
                TestPool.await("the pool", () -> status().contains("\"state\":\"watching\""));
                Request.send(pool.socket(), "leak=40000").answer();
                TestPool.await("a recycle", () -> status().contains("\"recycled\":1"));
                assertThat(status()).contains("\"history\":\"on disk\"", "\"failed\":0");
                assertThat(pool.children()).hasSize(3);
                assertThat(ask("events").out())
                        .contains("pool=web event=pool-found")
                        .contains("event=recycling uss=")
                        .contains("event=recycled uss=", "idle_proof=true");
                assertThat(ask("recycle", "web").out()).contains("{\"recycling\":3}");
                TestPool.await("all of them", () -> status().contains("\"recycled\":4"));
                long start = System.nanoTime();
                TestPool.kill("TERM", daemon.pid());
                assertThat(Kidreaper.end(daemon).exit()).isZero();
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .isLessThan(Duration.ofSeconds(5));
            } finally {
                daemon.destroyForcibly();
            }
        }
    }

    @Test
    void itsManagerIsFoundAgainAfterARestart() throws IOException {
        Path file;
        try (var pool = TestPool.start(2)) {
            file = pool.pidfile();
            Process daemon = watch(pool);
            try {
                TestPool.await("the pool", () -> status().contains("\"state\":\"watching\""));
                TestPool.kill("TERM", pool.manager());
                TestPool.await("its loss", () -> status().contains("\"state\":\"lost\""));
                assertThat(ask("events").out()).contains("event=pool-lost");
                assertThat(ask("recycle", "nobody").exit()).isEqualTo(1);
            } finally {
                daemon.destroyForcibly();
            }
        }
        assertThat(Files.exists(file)).isFalse();
    }

    /// Though no worker has a limit of its own, and the measure is one that does not tell it.
    @Test
    void theLargestGoesWhenThePoolHasReachedItsLimit() throws IOException {
        try (var pool = TestPool.start(3)) {
            Process daemon =
                    watch(pool, "", "pool-limit = \"150M\"\nmeasure = \"rss\"\nlimit = \"10G\"");
            try {
                TestPool.await("the pool", () -> status().contains("\"state\":\"watching\""));
                String largest = Request.send(pool.socket(), "leak=150000").answer();
                TestPool.await("a recycle", () -> status().contains("\"recycled\":1"));
                String pid = largest.replaceFirst("(?s).*pid=(\\d+).*", "$1");
                assertThat(ask("events").out()).contains("worker=" + pid + " event=recycled pss=");
            } finally {
                daemon.destroyForcibly();
            }
        }
    }

    /// Asking any worker of such a manager to leave would end them all.
    @Test
    void aDoomedManagersWorkersAreLeftAlone() throws IOException {
        try (var pool = TestPool.start(2, "old", "daemon")) {
            var before = pool.children();
            Process daemon = watch(pool);
            try {
                Request.send(pool.socket(), "leak=40000").answer();
                TestPool.await("a refusal", () -> status().contains("\"state\":\"paused\""));
                assertThat(status()).contains("FCGI::ProcManager before 0.18");
                assertThat(pool.children()).isEqualTo(before);
            } finally {
                daemon.destroyForcibly();
            }
        }
    }

    /// A profile that is plainly another kind's, or a described kind that does not fit, is not
    /// acted upon.
    @Test
    void aManagerOfAnotherKindIsNotMeant() throws IOException {
        try (var pool = TestPool.start(1)) {
            for (String kind :
                    List.of(
                            "profile = \"php-fpm\"",
                            "[pool.custom]\nsignal = \"TERM\"\nmanager-title = \"myapp\"",
                            "[pool.custom]\nsignal = \"TERM\"\nmanager-command = \"^myapp \"")) {
                Process daemon = watch(pool, kind);
                try {
                    TestPool.await("its word", () -> status().contains("\"state\":\"lost\""));
                    assertThat(status())
                            .containsAnyOf(
                                    "is a manager of fcgi-procmanager, not of php-fpm",
                                    "has not the manager-title",
                                    "has not the manager-command");
                } finally {
                    TestPool.kill("TERM", daemon.pid());
                    Kidreaper.end(daemon);
                }
            }
        }
    }

    @Test
    void aDescribedKindIsKept() throws IOException {
        try (var pool = TestPool.start(1, "stranger")) {
            String custom =
                    "[pool.custom]\nsignal = \"HUP\"\nmanager-title = \"stranger\"\n"
                            + "worker-title = \"perl-fcgi\"";
            Process daemon = watch(pool, custom);
            try {
                Request.send(pool.socket(), "leak=40000").answer();
                TestPool.await("a recycle", () -> status().contains("\"recycled\":1"));
                assertThat(status()).contains("\"profile\":\"custom\"");
            } finally {
                daemon.destroyForcibly();
            }
        }
    }

    @Test
    void aWrongFileStartsNothing() throws IOException {
        Path file = folder.resolve("kidreaper.toml");
        Files.writeString(file, "[[pool]]\nname = \"web\"\n");
        var ran = Kidreaper.run("watch", "--config", file.toString());
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains(file + ":1:1");
        var status = Kidreaper.run("status", "--socket", folder.resolve("none").toString());
        assertThat(status.exit()).isEqualTo(3);
        assertThat(status.err()).contains("no daemon answers").hasLineCount(1);
    }

    private Process watch(TestPool pool) throws IOException {
        return watch(pool, "");
    }

    private Process watch(TestPool pool, String kind) throws IOException {
        return watch(pool, kind, "limit = \"20M\"");
    }

    /// @param kind the lines on its manager's kind
    /// @param limits the lines on its limits
    private Process watch(TestPool pool, String kind, String limits) throws IOException {
        Path file = folder.resolve("kidreaper.toml");
        Files.writeString(
                file,
                """
                [[pool]]
                name = "web"
                pidfile = "%s"
                %s
                %s
                [pool.pace]
                pause = "0s"
                newborn = "300ms"
                %s
                [control]
                socket = "%s"
                [history]
                file = "%s"
                [web]
                listen = "off"
                """
                        .formatted(
                                pool.pidfile(),
                                limits,
                                kind.startsWith("profile") ? kind : "",
                                kind.startsWith("profile") ? "" : kind,
                                folder.resolve("control.sock"),
                                folder.resolve("state/history.db")));
        return Kidreaper.start("watch", "--config", file.toString());
    }

    private String status() {
        return ask("status", "--json").out();
    }

    private Kidreaper ask(String... words) {
        var line = new java.util.ArrayList<>(List.of(words));
        line.addAll(List.of("--socket", folder.resolve("control.sock").toString()));
        return Kidreaper.run(line.toArray(String[]::new));
    }
}
