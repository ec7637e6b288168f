package dev.kidreaper.linux;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.linux.SockDiag.TcpConnection;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SockDiagTest {
    private static final int CASES = 1_000_000;

    /// Who listens for both kinds gets a connection of IPv4 by a socket of IPv6.
    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.1", "::1, ::1", "::, 127.0.0.1"})
    void theOtherEndOfATcpConnectionIsKnownOnceItIsAccepted(String at, String to) throws Exception {
        int port = freePort(at);
        try (var listening = StreamSocket.bound(address(at, port), false)) {
            listening.listen(9);
            try (var ours = StreamSocket.connected(address(to, port))) {
                TcpConnection connection = requireNonNull(TcpConnection.ofOurs(ours.inode()));
                assertThat(SockDiag.peer(ours.inode())).isEqualTo(SockDiag.NOT_UNIX);
                assertThat(connection.peer()).isZero();
                try (var theirs = requireNonNull(listening.accept())) {
                    assertThat(connection.peer()).isEqualTo(theirs.inode());
                }
                assertThat(connection.peer()).isZero();
            }
        }
    }

    private static SocketAddress address(String host, int port) throws UnknownHostException {
        return new SocketAddress.OfPort(InetAddress.getByName(host), port);
    }

    private static int freePort(String host) throws Exception {
        try (var free = new ServerSocket()) {
            free.bind(new InetSocketAddress(host, 0));
            return free.getLocalPort();
        }
    }

    @Test
    void theOtherEndOfAUnixConnectionIsKnownOnceItIsAccepted(@TempDir Path folder)
            throws LinuxException {
        var address = new SocketAddress.OfPath(folder.resolve("s").toString());
        try (var listening = StreamSocket.bound(address, false)) {
            listening.listen(9);
            try (var ours = StreamSocket.connected(address)) {
                assertThat(SockDiag.peer(ours.inode())).isZero();
                assertThat(TcpConnection.ofOurs(ours.inode())).isNull();
                try (var theirs = requireNonNull(listening.accept())) {
                    assertThat(SockDiag.peer(ours.inode())).isEqualTo(theirs.inode());
                }
            }
        }
    }

    /// Attributes of any length, cut off anywhere.
    @Test
    void noAnswerIsReadBeyondItsEnd() {
        try (var arena = Arena.ofConfined()) {
            MemorySegment answer = arena.allocate(256, 8);
            var bytes = new byte[256];
            for (int seed = 0; seed < CASES; seed++) {
                var random = new SplittableRandom(seed);
                random.nextBytes(bytes);
                bytes[4] = (byte) (random.nextInt(4) == 0 ? 2 : 20);
                bytes[5] = 0;
                for (int at = 32; random.nextInt(3) > 0 && at < 200; at += 8) {
                    bytes[at] = (byte) random.nextInt(12);
                    bytes[at + 1] = 0;
                    bytes[at + 2] = (byte) random.nextInt(4);
                    bytes[at + 3] = 0;
                }
                int length = random.nextInt(bytes.length + 1);
                MemorySegment.copy(bytes, 0, answer, ValueLayout.JAVA_BYTE, 0, bytes.length);
                MemorySegment whole = answer.asSlice(0, length);
                long unix = SockDiag.unixPeer(whole, length);
                long tcp = SockDiag.tcpInode(whole, length);
                if (unix < SockDiag.NOT_UNIX || unix >> 32 > 0 || tcp < 0 || tcp >> 32 > 0) {
                    throw new AssertionError("seed " + seed);
                }
            }
        }
    }
}
