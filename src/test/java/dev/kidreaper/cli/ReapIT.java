package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.TestPool;
import dev.kidreaper.testing.WebRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/// What `reap`, `restart`, `ps` and the interface of 2007 do to a real pool.
class ReapIT {
    @Tag("alone")
    @ResourceLock(Resources.GLOBAL)
    @Test
    void onlyTheOvergrownIsRecycled() {
        try (var pool = TestPool.start(3)) {
            int grown = grow(pool, "leak=20000");
            TestPool.sleep(Duration.ofSeconds(2));
            String pid = Integer.toString(pool.manager());
            var dry = Kidreaper.run("reap", "--pid", pid, "--limit", "10M", "--dry-run", "--json");
            assertThat(dry.out()).contains("\"would_recycle\":[{\"pid\":" + grown + ",");
            assertThat(pool.children()).contains(grown);
            var ran = Kidreaper.run("reap", "--pid", pid, "--limit", "10M", "--json");
            assertThat(ran.exit()).as(ran.err()).isZero();
            assertThat(ran.err()).contains("worker %d recycled: uss=".formatted(grown));
            assertThat(ran.out())
                    .startsWith(
                            "{\"manager\":{\"pid\":%s,\"profile\":\"fcgi-procmanager\"}"
                                    .formatted(pid))
                    .contains(
                            "\"recycled\":[{\"pid\":%d,\"measure\":\"uss\",\"bytes\":"
                                    .formatted(grown))
                    .contains("\"limit_bytes\":10485760,\"left_after_seconds\":0.")
                    .contains("\"replaced_by\":", "\"idle_proof\":true", "\"failed\":[]");
            assertThat(pool.children()).hasSize(3).doesNotContain(grown);
        }
    }

    @Test
    void theInterfaceOf2007IsSilentAndGoesByAddressSpace() {
        try (var pool = TestPool.start(2)) {
            int grown = grow(pool, "leak=60000");
            TestPool.sleep(Duration.ofSeconds(2));
            var ran = Kidreaper.run(Integer.toString(pool.manager()), "70000000");
            assertThat(ran).isEqualTo(new Kidreaper(0, "", ""));
            assertThat(pool.children()).hasSize(2).doesNotContain(grown);
        }
    }

    @Test
    void theInterfaceOf2007BelowTheBirthSizeReapsAllWithOneWarning() {
        try (var pool = TestPool.start(2)) {
            List<Integer> before = pool.children();
            TestPool.sleep(Duration.ofSeconds(2));
            var ran = Kidreaper.run(Integer.toString(pool.manager()), "1048576");
            assertThat(ran.exit()).isZero();
            assertThat(ran.err()).contains("every run recycles all workers").hasLineCount(1);
            assertThat(pool.children()).hasSize(2).doesNotContainAnyElementsOf(before);
        }
    }

    /// The script's HUP would end them at once, amid their work.
    @Test
    void theInterfaceOf2007LeavesChildrenWithoutAHandlerAlone() {
        Process manager = unknownManager("DEFAULT");
        try {
            var ran = Kidreaper.run(Long.toString(manager.pid()), "1048576");
            assertThat(ran.exit()).as(ran.err()).isEqualTo(1);
            assertThat(ran.err()).contains("it has no handler for HUP");
            assertThat(manager.children()).hasSize(2);
        } finally {
            manager.descendants().forEach(ProcessHandle::destroyForcibly);
            manager.destroyForcibly();
        }
    }

    @Tag("alone")
    @ResourceLock(Resources.GLOBAL)
    @Test
    void aWorkerThatIgnoresTheSignalIsReportedAtOnce() {
        Process manager = unknownManager("IGNORE");
        try {
            long start = System.nanoTime();
            var ran =
                    Kidreaper.run(
                            "restart", "--signal", "HUP", "--pid", Long.toString(manager.pid()));
            assertThat(ran.exit()).isEqualTo(1);
            assertThat(ran.out() + ran.err()).contains("it ignores HUP", "nohup");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(5));
            assertThat(manager.children()).hasSize(2);
        } finally {
            manager.descendants().forEach(ProcessHandle::destroyForcibly);
            manager.destroyForcibly();
        }
    }

    /// One that is of no known kind and forks nobody again, with two children who read.
    ///
    /// @param hup what HUP does to them: this test may have been started by nohup itself
    private static Process unknownManager(String hup) {
        String program =
                ("use Socket; $SIG{CHLD} = 'IGNORE'; $SIG{HUP} = '%s';"
                                + " socketpair my $in, my $out, AF_UNIX, SOCK_STREAM, 0;"
                                + " for (1 .. 2) { next if fork; sysread $in, my $x, 1 }"
                                + " 1 while sleep 60")
                        .formatted(hup);
        Process manager = Kidreaper.start(List.of("perl", "-e", program));
        TestPool.await("two children", () -> manager.children().count() == 2);
        TestPool.sleep(Duration.ofSeconds(2));
        return manager;
    }

    @Test
    void aReplacementAsHeavyAsTheLimitEndsTheRun() {
        try (var pool = TestPool.start(2)) {
            for (int i = 0; i < 20; i++) {
                grow(pool, "cow=20000");
            }
            TestPool.sleep(Duration.ofSeconds(2));
            var ran =
                    Kidreaper.run(
                            "reap",
                            "--pid",
                            Integer.toString(pool.manager()),
                            "--limit",
                            "200K",
                            "--pause",
                            "0s");
            assertThat(ran.exit()).as(ran.out() + ran.err()).isIn(1, 2);
            assertThat(ran.err()).contains("recycle for ever", "--force");
        }
    }

    @Test
    void aDoomedManagerIsRefusedAndItsTreeLives() {
        try (var pool = TestPool.start(2, "old", "daemon")) {
            List<Integer> before = pool.children();
            TestPool.sleep(Duration.ofSeconds(2));
            String pid = Integer.toString(pool.manager());
            var restart = Kidreaper.run("restart", "--pid", pid);
            assertThat(restart.exit()).isEqualTo(1);
            assertThat(restart.err()).contains("FCGI::ProcManager before 0.18", "child of init");
            assertThat(Kidreaper.run(pid, "1048576").exit()).isEqualTo(1);
            assertThat(pool.children()).isEqualTo(before);
        }
    }

    @Test
    void aDryRunOfARestartNamesAllAndTakesNobody() {
        try (var pool = TestPool.start(3)) {
            int grown = grow(pool, "leak=20000");
            List<Integer> before = pool.children();
            TestPool.sleep(Duration.ofSeconds(2));
            String pid = Integer.toString(pool.manager());
            var dry = Kidreaper.run("restart", pid, "--dry-run", "--json");
            assertThat(dry.exit()).as(dry.err()).isZero();
            assertThat(dry.out())
                    .contains("\"dry_run\":true,\"would_recycle\":[{\"pid\":%d,".formatted(grown))
                    .contains("\"limit_bytes\":null", "\"kept\":[]");
            assertThat(before)
                    .allSatisfy(w -> assertThat(dry.out()).contains("\"pid\":" + w + ","));
            var words = Kidreaper.run("restart", pid, "--dry-run");
            assertThat(words.out()).endsWith("3 would be recycled (dry run)\n");
            assertThat(Kidreaper.run("restart", pid, "--dry-run", "--signal", "QUIT").exit())
                    .isEqualTo(2);
            assertThat(pool.children()).isEqualTo(before);
        }
    }

    @Tag("quick")
    @Test
    void aDaemonisedManagerOfTodayIsNotRefused() {
        try (var pool = TestPool.start(1, "daemon")) {
            TestPool.sleep(Duration.ofSeconds(2));
            var ran = Kidreaper.run("restart", "--pidfile", pool.pidfile().toString());
            assertThat(ran.exit()).as(ran.err()).isZero();
            assertThat(ran.out()).contains("1 recycled, 0 failed, 0 kept");
        }
    }

    @Test
    void onlyOneKidreaperRecyclesAPoolAtATime() {
        try (var pool = TestPool.start(3)) {
            String pid = Integer.toString(pool.manager());
            TestPool.sleep(Duration.ofSeconds(2));
            Process first = Kidreaper.start("restart", "--pid", pid);
            TestPool.await("a newcomer", () -> pool.log().contains("exited with status 0"));
            var second = Kidreaper.run("restart", "--pid", pid);
            assertThat(second.exit()).isEqualTo(1);
            assertThat(second.err()).contains("another kidreaper").hasLineCount(1);
            assertThat(Kidreaper.end(first).out()).contains("3 recycled, 0 failed, 0 kept");
            assertThat(Kidreaper.run("restart", "--pid", pid).exit()).isZero();
        }
    }

    @Test
    void psShowsEachWorker() {
        try (var pool = TestPool.start(2)) {
            var words = Kidreaper.run("ps", "--pidfile", pool.pidfile().toString());
            assertThat(words.out()).contains("fcgi-procmanager", "WORKER", "SHARED");
            var json = Kidreaper.run("ps", "--pidfile", pool.pidfile().toString(), "--json");
            assertThat(json.out())
                    .contains("\"age_seconds\":", "\"vsz_bytes\":", "\"rss_bytes\":")
                    .contains("\"pss_bytes\":", "\"uss_bytes\":", "\"swap_bytes\":0");
            pool.children().forEach(pid -> assertThat(json.out()).contains("{\"pid\":" + pid));
        }
    }

    /// Has one worker grow, and tells which.
    private static int grow(TestPool pool, String query) {
        String answer = WebRequest.send(pool.socket(), query).answer();
        return Integer.parseInt(answer.substring("pid=".length(), answer.indexOf(' ')));
    }
}
