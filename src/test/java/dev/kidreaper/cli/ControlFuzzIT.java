package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.DaemonProcess;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever comes over the control socket: the daemon neither ends nor hangs nor signals anybody.
class ControlFuzzIT {
    private static final int CASES = 600;
    private static final List<String> WORDS =
            List.of("status", "events", "recycle", "json", "pool", "pool/", "/1", "-1", "\0", " ");

    private final Path folder;

    ControlFuzzIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void noInputMovesIt() throws IOException {
        try (var pool = TestPool.start(2);
                var daemonProcess = start(pool)) {
            var before = pool.children();
            for (int seed = 0; seed < CASES; seed++) {
                send(input(new Random(seed)), seed % 3 == 0);
            }
            assertThat(daemonProcess.status()).contains("\"state\":\"watching\"", "\"recycled\":0");
            assertThat(pool.children()).isEqualTo(before);
            assertThat(daemonProcess.log()).doesNotContain("BUG", "Exception");
        }
    }

    /// As many as may be open at once, and more, of whom none says anything.
    @Test
    void thoseWhoSayNothingKeepNobodyOut() throws IOException {
        try (var pool = TestPool.start(1);
                var daemonProcess = start(pool)) {
            var silent = new ArrayList<SocketChannel>();
            for (int i = 0; i < 40; i++) {
                var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                channel.connect(address());
                silent.add(channel);
            }
            TestPool.sleep(Duration.ofSeconds(11));
            assertThat(daemonProcess.status()).contains("\"state\":\"watching\"");
            for (SocketChannel channel : silent) {
                channel.close();
            }
        }
    }

    private DaemonProcess start(TestPool pool) {
        return DaemonProcess.start(
                folder, "pidfile = \"%s\"\nlimit = \"1G\"".formatted(pool.pidfile()));
    }

    /// Nothing that is a command to recycle, which would rightly be obeyed.
    private static byte[] input(Random random) {
        if (random.nextBoolean()) {
            byte[] bytes = new byte[random.nextInt(3000)];
            random.nextBytes(bytes);
            return bytes;
        }
        var text = new StringBuilder();
        for (int i = random.nextInt(8); i >= 0; i--) {
            text.append(WORDS.get(random.nextInt(WORDS.size()))).append(random.nextInt(9));
        }
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private void send(byte[] bytes, boolean reads) throws IOException {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(address());
            channel.write(ByteBuffer.wrap(bytes));
            if (reads) {
                channel.shutdownOutput();
                var answer = ByteBuffer.allocate(1 << 16);
                while (answer.hasRemaining() && channel.read(answer) >= 0) {}
            }
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage());
            assertThat(why).as("closed by the daemon").containsAnyOf("pipe", "reset");
        }
    }

    private UnixDomainSocketAddress address() {
        return UnixDomainSocketAddress.of(folder.resolve("control.sock"));
    }
}
