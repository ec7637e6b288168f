package dev.kidreaper.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.DaemonProcess;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kidreaper top` on a terminal: a real one, of script(1).
class TopIT {
    private static final String ESCAPE = "\033";
    private static final String LEAVES = ESCAPE + "[?1049l";

    @TempDir private Path folder = Path.of("");

    @Test
    void keysAreObeyedAndNewsAreDrawn() throws Exception {
        try (var pool = TestPool.start(2);
                var _ = DaemonProcess.start(folder, settings(pool))) {
            Process top = top();
            OutputStream keys = top.getOutputStream();
            awaitShown("PID");
            press(keys, "?");
            awaitShown("Ctrl-C +quit");
            press(keys, ESCAPE);
            press(keys, ESCAPE + "[B"); // Down.
            press(keys, "\r");
            awaitShown("worker \\d+ of pool");
            press(keys, ESCAPE);
            int before = screen().length();
            TestPool.await("its workers' age", () -> screen().length() > before + 2);
            press(keys, "q");
            assertThat(top.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(top.exitValue()).isZero();
            // Who asks the terminal waits for its answer, and may take a key for it.
            assertThat(TestPool.read(output())).contains(LEAVES).doesNotContain("$p");
        }
    }

    @Test
    void controlCAndALostTerminalEndIt() throws Exception {
        try (var pool = TestPool.start(1);
                var _ = DaemonProcess.start(folder, settings(pool))) {
            Process interrupted = top();
            awaitShown("PID");
            press(interrupted.getOutputStream(), "\003");
            assertThat(interrupted.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(TestPool.read(output())).contains(LEAVES);

            Process lost = top();
            awaitShown("PID");
            ProcessHandle itself = lost.toHandle().descendants().findFirst().orElseThrow();
            lost.destroyForcibly(); // The other end of the terminal.
            TestPool.await("its end", () -> !itself.isAlive());
        }
    }

    private static String settings(TestPool pool) {
        return "pid = %d%nlimit = \"1G\"".formatted(pool.manager());
    }

    private Path output() {
        return folder.resolve("screen");
    }

    private Process top() throws IOException {
        String command =
                "stty cols 100 rows 30; exec %s top --socket %s"
                        .formatted(
                                Path.of("kidreaper").toAbsolutePath(),
                                DaemonProcess.socket(folder));
        var builder = new ProcessBuilder("script", "-qefc", command, "/dev/null");
        builder.environment().put("TERM", "xterm");
        builder.environment().put("LC_ALL", "C.UTF-8");
        return builder.redirectOutput(output().toFile()).redirectErrorStream(true).start();
    }

    private void awaitShown(String pattern) {
        var shown = Pattern.compile(pattern);
        TestPool.await(() -> pattern + " in " + screen(), () -> shown.matcher(screen()).find());
    }

    /// All that was written on it, one after another, without what moves and colours.
    private String screen() {
        return TestPool.read(output()).replaceAll(ESCAPE + "\\[[0-9;?]*[A-Za-z$]", "");
    }

    private static void press(OutputStream keys, String key) throws IOException {
        keys.write(key.getBytes(UTF_8));
        keys.flush();
        // Two keys at once may be taken for one of several characters.
        TestPool.sleep(Duration.ofMillis(200));
    }
}
