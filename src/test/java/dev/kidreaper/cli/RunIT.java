package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.GatedServer;
import dev.kidreaper.testing.Running;
import dev.kidreaper.testing.TestPool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kidreaper run`, as an operator and a supervisor use it.
class RunIT {
    @TempDir private Path folder;

    /// A pool of the real FCGI::ProcManager, without a web server: nobody asks it for anything.
    private List<String> procManager() {
        return List.of(
                "perl",
                Path.of("src/test/resources/pools/procmanager.pl").toAbsolutePath().toString(),
                folder.resolve("fcgi").toString(),
                "2",
                folder.resolve("pidfile").toString(),
                "bare");
    }

    private Running running(String... options) {
        return Running.start(folder, List.of(options), procManager());
    }

    @Test
    void itStartsTheManagerAndEndsWithIt() {
        try (var run = running("--limit", "100M")) {
            assertThat(run.profile()).isEqualTo("fcgi-procmanager");
            assertThat(run.workers()).hasSize(2);
            assertThat(run.logs("event=ready")).isEqualTo(1);
            assertThat(run.status().get("requests").number()).isZero();
            assertThat(TestPool.status(run.manager(), "Seccomp_filters")).isEqualTo(1);
            assertThat(TestPool.status(run.pid(), "Seccomp_filters")).isZero();
            long manager = run.manager();
            assertThat(run.stop()).as(run.log()).isZero();
            assertThat(ProcessHandle.of(manager)).isEmpty();
        }
    }

    @Test
    void hupIsTheManagersOwnReload() {
        try (var run = running()) {
            TestPool.await("all", () -> run.workers().size() == 2);
            var before = run.workers();
            TestPool.kill("HUP", run.pid());
            TestPool.await("others", () -> areOthers(run.workers(), before));
            TestPool.await("its word", () -> run.logs("event=reloading signal=HUP") == 1);
        }
    }

    private static boolean areOthers(List<Long> now, List<Long> before) {
        return !now.isEmpty() && now.stream().noneMatch(before::contains);
    }

    @Test
    void itHasTheManagersExitCode() {
        var run = Running.begin(folder, List.of(), List.of(), List.of("sh", "-c", "exit 7"));
        assertThat(run.awaitEnd()).isEqualTo(1);
        assertThat(run.log()).contains("COMMAND ended (exit 7) before a worker waited");
        try (var killed = running()) {
            var workers = killed.workers();
            TestPool.kill("KILL", killed.manager());
            assertThat(killed.awaitEnd()).isEqualTo(128 + 9);
            workers.forEach(w -> TestPool.kill("KILL", w));
        }
    }

    @Test
    void aCommandThatIsNotThereIsNamed() {
        var run = Running.begin(folder, List.of(), List.of(), List.of("/no/such/program"));
        assertThat(run.awaitEnd()).isEqualTo(1);
        assertThat(run.log()).contains("/no/such/program: ENOENT");
    }

    @Test
    void aServerWithoutWorkersIsNoManager() {
        var alone =
                List.of(
                        "python3",
                        "-c",
                        "import socket\ns=socket.socket()\ns.bind(('127.0.0.1',0))\ns.listen()\n"
                                + "s.accept()");
        var run = Running.begin(folder, List.of(), List.of(), alone);
        assertThat(run.awaitEnd()).isEqualTo(1);
        assertThat(run.log()).contains("it is no preforking manager");
    }

    @Test
    void withoutTheRightItGoesOnAsWatchDoesIt() {
        var fewRights = List.of("setpriv", "--bounding-set=-sys_admin", "--inh-caps=-sys_admin");
        try (var run =
                Running.begin(folder, fewRights, List.of("--max-requests", "9"), procManager())) {
            TestPool.await("the pool", () -> run.logs("event=pool-found") > 0);
            run.awaitLog(log ->
                    assertThat(log)
                            .contains("event=no-gate")
                            .contains("it needs root (CAP_SYS_ADMIN), or --no-new-privs")
                            .contains("--max-requests is not kept"));
            assertThat(run.workers()).hasSize(2);
        }
    }

    @Test
    void withoutTheRightItMayRenouncePrivileges() {
        var fewRights = List.of("setpriv", "--bounding-set=-sys_admin", "--inh-caps=-sys_admin");
        try (var run = Running.begin(folder, fewRights, List.of("--no-new-privs"), procManager())) {
            TestPool.await("the pool", () -> run.logs("event=pool-found") > 0);
            assertThat(run.log()).doesNotContain("event=no-gate");
            assertThat(TestPool.status(run.manager(), "NoNewPrivs")).isEqualTo(1);
            assertThat(TestPool.status(run.pid(), "NoNewPrivs")).isZero();
        }
    }

    @Test
    void ofAnUnknownKindRequestsAreCountedAndNobodyIsAsked() {
        var command = GatedServer.command(folder, 2);
        try (var run = Running.begin(folder, List.of(), List.of("--max-requests", "3"), command)) {
            TestPool.await("the pool", () -> run.logs("event=pool-found") > 0);
            for (int i = 0; i < 20; i++) {
                assertThat(GatedServer.ask(GatedServer.socket(folder))).endsWith("end");
            }
            TestPool.await("a count", () -> run.status().get("requests").number() >= 18);
            assertThat(run.status().get("workers").list())
                    .allMatch(worker -> worker.get("requests_timed").number() >= 0);
            assertThat(run.log()).doesNotContain("event=recycling");
            assertThat(run.status().get("why").text()).contains("nothing is known of the kind");
        }
    }

    /// A thousand calls in a tenth of a second go on at once, later ones each a millisecond later.
    @Test
    void oneThatAsksAllTheTimeElsewhereCostsABoundedShare() {
        var command = GatedServer.command(folder, 2, "spins");
        try (var run = Running.begin(folder, List.of(), List.of(), command)) {
            TestPool.await("the pool", () -> run.logs("event=pool-found") > 0);
            long before = run.logs("spins=");
            TestPool.await("another second", () -> run.logs("spins=") >= before + 2);
            long calls =
                    run.log()
                            .lines()
                            .filter(line -> line.startsWith("spins="))
                            .mapToLong(line -> Long.parseLong(line.substring("spins=".length())))
                            .reduce(0, (_, last) -> last);
            assertThat(calls).isBetween(1L, 12_500L);
            assertThat(GatedServer.ask(GatedServer.socket(folder))).endsWith("end");
        }
    }

    @Test
    void anotherOneTakesOverFromOneThatWasKilled() throws InterruptedException {
        var answers = new ConcurrentLinkedQueue<String>();
        var over = new AtomicBoolean();
        var command = GatedServer.command(folder, 2, "closeall");
        Running first = Running.start(folder, List.of(), command);
        long manager = first.manager();
        var client =
                Thread.ofVirtual()
                        .start(() -> {
                            while (!over.get()) {
                                answers.add(GatedServer.ask(GatedServer.socket(folder)));
                            }
                        });
        TestPool.sleep(Duration.ofMillis(300));
        TestPool.kill("KILL", first.pid());
        first.awaitEnd();
        try (var second = Running.begin(folder, List.of(), List.of(), command)) {
            TestPool.await("the pool", () -> second.logs("event=pool-found") > 0);
            int before = answers.size();
            TestPool.await("answers", () -> answers.size() > before + 100);
            over.set(true);
            client.join();
            assertThat(second.manager()).isEqualTo(manager);
            assertThat(second.logs("event=taken-over")).isEqualTo(1);
            assertThat(second.logs("accept:")).as(second.log()).isZero();
            assertThat(answers).allMatch(a -> a.endsWith("end"));
        }
    }

    @Test
    void oneThatGoesToTheBackgroundIsReportedAndServesOn() {
        var command = GatedServer.command(folder, 2, "daemon");
        var run = Running.begin(folder, List.of(), List.of(), command);
        assertThat(run.awaitEnd()).isEqualTo(1);
        assertThat(run.log()).contains("start it in the foreground, not as a daemon");
        TestPool.await(
                "an answer", () -> GatedServer.ask(GatedServer.socket(folder)).endsWith("end"));
        String socket = GatedServer.socket(folder).toString();
        for (int i = 0; i < 2; i++) { // The manager may have forked one more meanwhile.
            ProcessHandle.allProcesses()
                    .filter(p -> TestPool.commandLine(p.pid()).contains(socket + "\0"))
                    .forEach(ProcessHandle::destroyForcibly);
        }
        TestPool.await("the end of the last will", () -> lastWills() == 0);
    }

    @Test
    void whereNobodyTakesOverTheLastWillLetsThemGoOn() {
        Running first = Running.start(folder, List.of(), GatedServer.command(folder, 2));
        TestPool.kill("KILL", first.pid());
        first.awaitEnd();
        Map<String, Integer> answers = new TreeMap<>();
        for (int i = 0; i < 50; i++) {
            String answer = GatedServer.ask(GatedServer.socket(folder));
            answers.merge(answer.replaceAll(".*end", "end"), 1, Integer::sum);
        }
        assertThat(answers).isEqualTo(Map.of("end", 50));
        TestPool.await("a word of it", () -> first.logs("event=gate-left-open") == 1);
        ProcessHandle.of(first.manager())
                .ifPresent(m -> {
                    var family = m.descendants().toList();
                    m.destroyForcibly();
                    family.forEach(ProcessHandle::destroyForcibly);
                });
        TestPool.await("the end of the last will", () -> lastWills() == 0);
    }

    /// As after a kill between the start of a last will and the note of it.
    @Test
    void aLastWillThatTheLedgerDoesNotNameEnds() throws Exception {
        Running first = Running.start(folder, List.of(), GatedServer.command(folder, 2));
        TestPool.kill("KILL", first.pid());
        first.awaitEnd();
        TestPool.await("a last will", () -> first.logs("event=gate-left-open") == 1);
        var lines = new ArrayList<>(Files.readAllLines(folder.resolve("run-web")));
        String stat = Files.readString(Path.of("/proc/self/stat"));
        String[] ours = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        lines.set(2, ProcessHandle.current().pid() + " " + ours[19]);
        Files.write(folder.resolve("run-web"), lines);
        TestPool.await("its end", () -> lastWills() == 0);
        ProcessHandle.of(first.manager())
                .ifPresent(m -> {
                    var family = m.descendants().toList();
                    m.destroyForcibly();
                    family.forEach(ProcessHandle::destroyForcibly);
                });
    }

    /// How many programs of this test's pool let everybody in.
    private long lastWills() {
        return ProcessHandle.allProcesses()
                .map(p -> TestPool.commandLine(p.pid()))
                .filter(line -> line.contains("let-all-in") && line.contains(folder.toString()))
                .count();
    }
}
