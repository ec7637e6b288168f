package dev.kidreaper.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Signal;
import dev.kidreaper.testing.Compiled;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
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
    private static final int SIGNALLED = 5;
    private static final Duration AMID = Duration.ofMillis(100);

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
        assertThat(said(kind, folder, TraceeIT::letGoAtEntries)).isEqualTo("0 wrong\n");
    }

    /// To a traced program each signal is a stop, though it would never notice it otherwise.
    @Test
    void aSignalThatMeansNothingEndsNoWriteFromWhichItIsKept(@TempDir Path folder)
            throws Exception {
        TracingWork kept = (pid, bytes) -> signalAmidWrites(pid, bytes, true);
        assertThat(said("slow-write", folder, kept)).isEqualTo("0 wrong\n");
        // Else the signal did not come amid the write, and nothing is shown.
        TracingWork let = (pid, bytes) -> signalAmidWrites(pid, bytes, false);
        assertThat(said("slow-write", folder, let)).isNotEqualTo("0 wrong\n");
    }

    /// What a thread does that traces a program.
    private interface TracingWork {
        /// @param bytes each has the program make its call once
        void on(int pid, OutputStream bytes) throws LinuxException, IOException;
    }

    /// What a program says that makes calls of a kind while a thread of ours works on it.
    private static String said(String kind, Path folder, TracingWork work) throws Exception {
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
                        work.on(pid, outer.getOutputStream());
                        traced.complete(pid);
                    } catch (LinuxException | IOException | RuntimeException | AssertionError e) {
                        traced.completeExceptionally(e);
                    }
                });
        assertThat(traced.get(30, TimeUnit.SECONDS)).isEqualTo(pid);
        outer.getOutputStream().close();
        String said = new String(outer.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(outer.waitFor()).isZero();
        return said;
    }

    /// Lets it go at the entry of each call that a byte has it make.
    private static void letGoAtEntries(int pid, OutputStream bytes)
            throws LinuxException, IOException {
        for (int i = 0; i < LET_GO; i++) {
            TestPool.await("it waits", () -> isReading(pid));
            try (var tracee = Tracee.seize(pid)) {
                toItsCall(tracee, bytes);
            }
        }
    }

    private static void signalAmidWrites(int pid, OutputStream bytes, boolean kept)
            throws LinuxException, IOException {
        for (int i = 0; i < SIGNALLED; i++) {
            TestPool.await("it waits", () -> isReading(pid));
            try (var tracee = Tracee.seize(pid);
                    var process = Pidfd.open(pid)) {
                toItsCall(tracee, bytes);
                if (kept) {
                    tracee.keepOff(1L << (Signal.WINCH.number() - 1));
                }
                tracee.step();
                TestPool.sleep(AMID); // The reader takes a piece each 20 ms.
                process.signal(Signal.WINCH.number());
                assertThat(tracee.awaitStop()).isTrue();
                while (!tracee.isEnteringCall()) {
                    tracee.step();
                    assertThat(tracee.awaitStop()).isTrue();
                }
            }
        }
    }

    /// Steps it to the call that a byte has it make. It is seized while it waits for that byte: to
    /// stop it in a write would cut that short.
    private static void toItsCall(Tracee tracee, OutputStream bytes)
            throws LinuxException, IOException {
        tracee.interrupt();
        assertThat(tracee.awaitStop()).isTrue();
        bytes.write('x');
        bytes.flush();
        do {
            tracee.step();
            assertThat(tracee.awaitStop()).isTrue();
        } while (!tracee.isEnteringCall() || tracee.callNumber() == READ);
    }

    private static boolean isReading(int pid) {
        return TestPool.read(Path.of("/proc/" + pid + "/syscall")).startsWith(READ + " 0x0 ");
    }
}
