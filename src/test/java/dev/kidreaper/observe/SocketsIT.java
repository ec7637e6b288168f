package dev.kidreaper.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.linux.LinuxException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// Which of a process's sockets are its clients', asked of our own process: it listens, serves, and
/// is somebody's client at the same time.
@Tag("alone")
@Isolated
class SocketsIT {
    private final Proc proc = Proc.ofMachine();
    private final int us = (int) ProcessHandle.current().pid();

    @Test
    void aConnectionIsOneThatWasAcceptedAndNothingElseIs(@TempDir Path folder)
            throws IOException, LinuxException, Unreadable {
        for (var address :
                List.of(
                        UnixDomainSocketAddress.of(folder.resolve("socket")),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            try (var sockets = new Sockets(proc, us);
                    var server =
                            address instanceof UnixDomainSocketAddress
                                    ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                                    : ServerSocketChannel.open()) {
                server.bind(address);
                sockets.learn();
                assertThat(sockets.holdsConnection()).as("a listener alone").isFalse();
                try (var client = SocketChannel.open(server.getLocalAddress())) {
                    sockets.learn();
                    assertThat(sockets.holdsConnection()).as("its own client").isFalse();
                    try (var served = server.accept()) {
                        sockets.look();
                        assertThat(sockets.holdsConnection()).as("not known yet").isTrue();
                        sockets.learn();
                        assertThat(sockets.holdsConnection()).as("accepted").isTrue();
                        assertThat(served.isConnected() && client.isConnected()).isTrue();
                    }
                    sockets.look();
                    assertThat(sockets.holdsConnection()).as("closed again").isFalse();
                }
            }
        }
    }

    /// A machine may have any number of sockets; the tables in `/proc/net` grow with it.
    @Test
    void whatOthersHoldCostsNothing() throws IOException, LinuxException, Unreadable {
        var others = new ArrayList<SocketChannel>();
        try (var server = ServerSocketChannel.open();
                var sockets = new Sockets(proc, (int) helper().pid())) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
            for (int i = 0; i < 300; i++) {
                others.add(SocketChannel.open(server.getLocalAddress()));
                others.add(server.accept());
            }
            long start = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                sockets.learn();
            }
            assertThat(System.nanoTime() - start).isLessThan(500_000_000L);
            assertThat(sockets.holdsConnection()).isFalse();
        } finally {
            for (SocketChannel other : others) {
                other.close();
            }
        }
    }

    private static Process helper() throws IOException {
        return new ProcessBuilder("sleep", "30").start();
    }
}
