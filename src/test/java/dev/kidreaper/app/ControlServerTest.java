package dev.kidreaper.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kidreaper.linux.LinuxException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlServerTest {
    private static final int CASES = 3_000;

    private final Path folder;
    private final Path socket;

    ControlServerTest(@TempDir Path folder) {
        this.folder = folder;
        this.socket = folder.resolve("deeper/control.sock");
    }

    private ControlServer open() throws IOException, LinuxException, OperatorError {
        return ControlServer.open(socket, command -> "got <" + command + ">");
    }

    private String ask(byte[] bytes) throws IOException {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap(bytes));
            channel.shutdownOutput();
            return new String(
                    Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aCommandIsAnsweredForOurUserAlone() throws IOException, LinuxException, OperatorError {
        try (var _ = open()) {
            assertThat(ask("status json\n".getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo("got <status json>");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                    .isEqualTo("rw-------");
            assertThatThrownBy(this::open).hasMessageContaining("another server answers");
        }
        assertThat(socket).doesNotExist();
        open().close();
    }

    /// A typing error of the operator's took a file away.
    @Test
    void aFileThatIsNoSocketStays() throws IOException {
        Files.createDirectories(socket.getParent());
        Files.writeString(socket, "precious");
        assertThatThrownBy(this::open).hasMessageContaining("is not a socket");
        assertThat(socket).hasContent("precious");
    }

    /// A mistyped name must not grow a tree of folders.
    @Test
    void noMoreThanOneFolderIsMade() {
        Path missing = folder.resolve("missing");
        Path mistyped = missing.resolve("kidreaper").resolve("control.sock");
        assertThatThrownBy(() -> ControlServer.open(mistyped, _ -> ""))
                .hasMessageContaining("there is no folder " + mistyped.getParent());
        assertThat(missing).doesNotExist();
    }

    @Test
    void whateverIsSentTheNextOneIsAnswered() throws IOException, LinuxException, OperatorError {
        survive(CASES);
    }

    void survive(int cases) throws IOException, LinuxException, OperatorError {
        try (var _ = open()) {
            fuzz(cases);
            assertThat(ask(new byte[0])).isEqualTo("got <>");
        }
    }

    private void fuzz(int cases) {
        for (int seed = 0; seed < cases; seed++) {
            var random = new SplittableRandom(seed);
            var bytes = new byte[random.nextInt(random.nextInt(20) == 0 ? 3000 : 60)];
            random.nextBytes(bytes);
            try {
                assertThat(ask(bytes)).as("seed " + seed).startsWith("got <").endsWith(">");
            } catch (IOException e) {
                // Answered before all was taken: the rest breaks the connection.
                boolean more =
                        bytes.length > 1024
                                || new String(bytes, StandardCharsets.ISO_8859_1).contains("\n");
                assertThat(more).as("seed " + seed + ": " + e).isTrue();
            }
        }
    }
}
