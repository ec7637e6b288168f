package dev.kidreaper.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.Compiled;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A process that is stepped from one call to the next. The first thread of a shell writes.
class TraceeIT {
    private static final long WRITE = 1;
    private static final long READ = 0;
    private static final int LET_GO = 50;

    /// Whichever call it is entering, it is to get the same result as if nobody had looked.
    @Test
    void aCallThatIsPostponedIsMadeWholeAllTheSame() throws Exception {
        Assumptions.assumeTrue(Tracee.canRefuse());
        // Not a child of ours: the JVM waits for those itself.
        String inner = "/bin/sh -c 'read x; echo hello; exit 7'; exit $?";
        Process outer = Kidreaper.start(List.of("/bin/sh", "-c", inner));
        TestPool.await("the shell", () -> outer.children().count() == 1);
        long shell = outer.children().findFirst().orElseThrow().pid();
        TestPool.await(
                "the shell waits",
                () -> TestPool.read(Path.of("/proc/" + shell + "/syscall")).startsWith("0 "));
        var told = new CompletableFuture<Integer>();
        var traced = new CompletableFuture<Integer>();
        Thread.ofPlatform()
                .start(() -> {
                    try {
                        traced.complete(postponed((int) shell, told));
                    } catch (LinuxException | RuntimeException e) {
                        traced.completeExceptionally(e);
                    }
                });
        told.get(10, TimeUnit.SECONDS);
        outer.getOutputStream().write('\n');
        outer.getOutputStream().flush();
        assertThat(traced.get(10, TimeUnit.SECONDS)).isEqualTo(3);
        assertThat(new String(outer.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                .isEqualTo("hello\n");
        assertThat(outer.waitFor()).isEqualTo(7);
    }

    /// How often the shell has come to its only `write`, which is postponed twice.
    private static int postponed(int pid, CompletableFuture<Integer> told) throws LinuxException {
        int times = 0;
        try (var tracee = Tracee.seize(pid)) {
            tracee.interrupt();
            while (tracee.awaitStop()) {
                told.complete(pid);
                if (tracee.isEnteringCall() && tracee.callNumber() == WRITE) {
                    times++;
                    if (times == 3) {
                        break;
                    }
                    assertThat(tracee.postpone()).isTrue();
                }
                tracee.step();
            }
        }
        return times;
    }

    /// At the end of tracing the kernel has a process look for signals. One that is just entering a
    /// call would find itself interrupted there, by nothing.
    @ParameterizedTest
    @ValueSource(strings = {"epoll", "semaphore", "write"})
    void aCallAtWhoseEntryItIsLetGoIsMadeWhole(String kind, @TempDir Path folder) throws Exception {
        Assumptions.assumeTrue(Tracee.canRefuse());
        Path program =
                Compiled.from("src/test/resources/pools/calls.c", folder.resolve("calls"), "-O1");
        // Not a child of ours: the JVM waits for those itself.
        Process outer =
                Kidreaper.start(List.of("/bin/sh", "-c", program + " " + kind + "; exit $?"));
        TestPool.await("the program", () -> outer.children().count() == 1);
        int pid = (int) outer.children().findFirst().orElseThrow().pid();
        var traced = new CompletableFuture<Integer>();
        Thread.ofPlatform()
                .start(() -> {
                    try {
                        letGoAtEntries(pid, outer.getOutputStream());
                        traced.complete(pid);
                    } catch (LinuxException | IOException | RuntimeException | AssertionError e) {
                        traced.completeExceptionally(e);
                    }
                });
        assertThat(traced.get(30, TimeUnit.SECONDS)).isEqualTo(pid);
        outer.getOutputStream().close();
        assertThat(new String(outer.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                .isEqualTo("0 wrong\n");
        assertThat(outer.waitFor()).isZero();
    }

    /// Lets it go at the entry of each call that a byte has it make. It is seized while it waits
    /// for that byte: to stop it in a write would cut that short.
    private static void letGoAtEntries(int pid, OutputStream bytes)
            throws LinuxException, IOException {
        for (int i = 0; i < LET_GO; i++) {
            TestPool.await("it waits", () -> isReading(pid));
            try (var tracee = Tracee.seize(pid)) {
                tracee.interrupt();
                assertThat(tracee.awaitStop()).isTrue();
                bytes.write('x');
                bytes.flush();
                do {
                    tracee.step();
                    assertThat(tracee.awaitStop()).isTrue();
                } while (!tracee.isEnteringCall() || tracee.callNumber() == READ);
            }
        }
    }

    private static boolean isReading(int pid) {
        return TestPool.read(Path.of("/proc/" + pid + "/syscall")).startsWith(READ + " 0x0 ");
    }
}
