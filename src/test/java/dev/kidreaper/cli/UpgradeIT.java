package dev.kidreaper.cli;

import static java.nio.file.attribute.PosixFilePermission.GROUP_WRITE;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.CWorker;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.Program;
import dev.kidreaper.testing.Served;
import dev.kidreaper.testing.Strangers;
import dev.kidreaper.testing.TestPool;
import dev.kidreaper.testing.WebRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/// A checkout whose sources change under programs that run from it. Maven is a script here that
/// copies the program of this checkout, as slowly as the test asks for; all else is as it is.
class UpgradeIT {
    @TempDir private Path folder;

    @BeforeEach
    void makeCheckout() throws IOException {
        var jar = Kidreaper.end(Kidreaper.start("--which-jar"));
        Path program = Path.of(jar.out().strip()).getParent();
        Files.createDirectories(folder.resolve("src/main"));
        Files.createDirectories(folder.resolve("bin"));
        Files.writeString(folder.resolve("pom.xml"), "");
        Files.copy(Path.of("kidreaper"), folder.resolve("kidreaper"));
        Path maven = folder.resolve("bin/mvn");
        Files.writeString(
                maven,
                """
                #!/bin/sh
                echo build >>%1$s/maven.log
                while [ -e %1$s/slow ]; do sleep 0.1; done
                mkdir -p target
                cp %2$s/kidreaper.jar target/new.jar
                rm -rf target/lib
                cp -r %2$s/lib target/lib
                mv target/new.jar target/kidreaper.jar
                """
                        .formatted(folder, program));
        Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void whatRunsGoesOnWhenTheSourcesChange() throws Exception {
        assertThat(run("--version").err()).contains("building, once");
        var served = command(Served.words(folder, "--", CWorker.program().toString()));
        var over = new AtomicBoolean();
        var failed = new ArrayList<String>();
        try (var serve = Program.start(folder, folder.resolve("serve.log"), served)) {
            TestPool.await("ready", () -> serve.log().toString().contains("event=ready"));
            Thread client =
                    Thread.ofVirtual()
                            .start(() -> {
                                while (!over.get()) {
                                    ask(failed);
                                }
                            });
            for (int i = 0; i < 2; i++) {
                change();
                var status = run("status", "--socket", folder.resolve("control").toString());
                assertThat(status.exit()).as(status.err()).isZero();
                assertThat(status.err()).contains("building, once").hasLineCount(1);
            }
            assertThat(builds()).as("its own, and the newest").hasSize(2);
            over.set(true);
            client.join();
            assertThat(failed).isEmpty();
        }
        change();
        run("--version");
        assertThat(builds()).as("the newest").hasSize(1);
    }

    @Test
    void aBuildUnderWayHoldsNobodyUp() throws Exception {
        Files.createFile(folder.resolve("slow"));
        Process first = Kidreaper.start(command(List.of("--version")));
        TestPool.await("a build", () -> Files.exists(folder.resolve("maven.log")));
        Process second = Kidreaper.start(command(List.of("--version")));
        TestPool.sleep(Duration.ofMillis(300));
        Files.delete(folder.resolve("slow"));
        assertThat(Kidreaper.end(first).exit()).isZero();
        assertThat(Kidreaper.end(second).err()).contains("a build is under way: waiting for it");

        Files.createFile(folder.resolve("slow"));
        change();
        Process builds = Kidreaper.start(command(List.of("--version")));
        TestPool.await("one more", () -> TestPool.read(folder.resolve("maven.log")).length() > 6);
        long start = System.nanoTime();
        var other = run("--version");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(other.err()).contains("a build of newer sources is under way").hasLineCount(1);
        assertThat(other.exit()).isZero();
        // One that is killed amid a build leaves nothing that is taken for one. Maven forks while
        // it is
        // killed: the lock is held until the last of them is gone.
        builds.descendants().forEach(ProcessHandle::destroyForcibly);
        builds.destroyForcibly().waitFor();
        Files.delete(folder.resolve("slow"));
        TestPool.await("the lock is free", () -> isFree(folder.resolve(".builds/lock")));
        var after = run("--version");
        assertThat(after.exit()).isZero();
        assertThat(after.err()).contains("building, once").hasLineCount(1);
        assertThat(builds()).hasSize(1);
    }

    @Test
    void anInstalledCopyNeverBuilds() throws Exception {
        run("--version");
        Path installed = builds().getFirst();
        Files.copy(Path.of("kidreaper"), installed.resolve("kidreaper"));
        var ran =
                Kidreaper.end(
                        Kidreaper.start(
                                List.of(installed.resolve("kidreaper").toString(), "--version")));
        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(ran.err()).isEmpty();
        Files.delete(installed.resolve("kidreaper.jar"));
        ran =
                Kidreaper.end(
                        Kidreaper.start(
                                List.of(installed.resolve("kidreaper").toString(), "--version")));
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err()).contains("is missing: install kidreaper again").hasLineCount(1);
        assertThat(TestPool.read(folder.resolve("maven.log"))).isEqualTo("build\n");
    }

    /// Root runs it where others have a file, or may write one.
    @Test
    void whatOthersCouldHaveWrittenIsNotRun() throws Exception {
        run("--which-jar");
        Path build = builds().getFirst();
        assertThat(run("--which-jar").err()).isEmpty();
        for (String file : List.of("kidreaper.jar", "lib", "daemon.aot", "..", "../current")) {
            Path path = build.resolve(file).normalize();
            if (file.endsWith(".aot")) {
                Files.createFile(path);
            }
            var modes = Files.getPosixFilePermissions(path);
            for (var bit : List.of(GROUP_WRITE, OTHERS_WRITE)) {
                var more = new HashSet<>(modes);
                more.add(bit);
                Files.setPosixFilePermissions(path, more);
                assertIsRefused(path);
            }
            Files.setPosixFilePermissions(path, modes);
            assertThat(run("--which-jar").err()).as(file).isEmpty();
            if (Files.getAttribute(path, "unix:uid").equals(0)) {
                Files.setAttribute(path, "unix:uid", 65534);
                assertIsRefused(path);
                Files.setAttribute(path, "unix:uid", 0);
            }
        }
        // Where everybody may write to the program itself, nothing is left to guard.
        Files.setPosixFilePermissions(
                folder.resolve("kidreaper"), PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setPosixFilePermissions(
                build.resolve("lib"), PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(run("--which-jar").exit()).isZero();
    }

    private void assertIsRefused(Path path) {
        var ran = run("--which-jar");
        assertThat(ran.exit()).as(ran.err()).isEqualTo(1);
        assertThat(ran.err()).contains("others could have written " + path).hasLineCount(1);
        assertThat(ran.out()).isEmpty();
    }

    @Test
    @EnabledIf("dev.kidreaper.testing.Strangers#isRoot")
    void aReaderOfTheCheckoutRunsTheBuildThatIsThere() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        var reader = new ArrayList<>(Strangers.AS_NOBODY);
        reader.addAll(command(List.of("--which-jar")));
        var early = Kidreaper.end(Kidreaper.start(reader));
        assertThat(early.exit()).isEqualTo(1);
        assertThat(early.err()).contains("must be built first, by a user").hasLineCount(1);
        var careful = new ArrayList<>(List.of("sh", "-c", "umask 077; exec \"$@\"", "sh"));
        careful.addAll(command(List.of("--which-jar")));
        String built = Kidreaper.end(Kidreaper.start(careful)).out();
        var reads = Kidreaper.end(Kidreaper.start(reader));
        assertThat(reads.out()).as(reads.err()).isEqualTo(built).isNotEmpty();
        assertThat(reads.err()).isEmpty();
        change();
        var stale = Kidreaper.end(Kidreaper.start(reader));
        assertThat(stale.exit()).as(stale.err()).isZero();
        assertThat(stale.out()).isEqualTo(built);
        assertThat(stale.err()).contains("you may not write to " + folder).hasLineCount(1);
    }

    private void ask(List<String> failed) {
        try {
            if (!WebRequest.send(folder.resolve("front"), "n=1").answer().contains("pid=")) {
                failed.add("no answer");
            }
            Thread.sleep(5);
        } catch (java.util.concurrent.CompletionException | InterruptedException e) {
            failed.add(e.toString());
        }
    }

    /// Makes the sources newer than what was built of them.
    private void change() throws IOException {
        TestPool.sleep(Duration.ofMillis(20));
        Files.writeString(folder.resolve("src/main/Changed.java"), "");
    }

    private List<Path> builds() throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve(".builds"))) {
            return all.filter(Files::isDirectory).toList();
        }
    }

    private static boolean isFree(Path lock) {
        try {
            return new ProcessBuilder("flock", "-n", lock.toString(), "true").start().waitFor()
                    == 0;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Kidreaper run(String... args) {
        return Kidreaper.end(Kidreaper.start(command(List.of(args))));
    }

    private List<String> command(List<String> args) {
        var command =
                new ArrayList<>(
                        List.of(
                                "env",
                                "KIDREAPER_REHEARSE=no",
                                "PATH=" + folder.resolve("bin") + ":" + System.getenv("PATH"),
                                folder.resolve("kidreaper").toString()));
        command.addAll(args);
        return command;
    }
}
