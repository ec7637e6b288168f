package dev.kidreaper.front.io;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.linux.Child;
import dev.kidreaper.linux.EnvironmentVariables;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.SocketAddress;
import dev.kidreaper.linux.StreamSocket;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLoopTest {
    private static final int KILL = 9;

    /// So it is while a worker is started: it has copies of all until it runs its program.
    @Test
    void whatHappensToAForgottenConnectionThatAChildHasTooIsNobodysEvent(@TempDir Path folder)
            throws LinuxException, IOException {
        var address = new SocketAddress.OfPath(folder.resolve("socket").toString());
        var eventLoop = new EventLoop();
        try (var listening = StreamSocket.bound(address, false)) {
            listening.listen(2);
            StreamSocket peer = StreamSocket.connected(address);
            StreamSocket other = StreamSocket.connected(address);
            var events = new AtomicInteger();
            StreamSocket first = requireNonNull(listening.accept());
            try (StreamSocket second = requireNonNull(listening.accept())) {
                int token = eventLoop.watch(first, (readable, writable, ends, hangsUp) -> {});
                Child holder =
                        Child.start(List.of("sleep", "9"), first, EnvironmentVariables.ofOurs());
                eventLoop.forget(token, first);
                first.close();
                eventLoop.turn(0);
                EventLoop.Ready counted =
                        (readable, writable, ends, hangsUp) -> events.addAndGet(1);
                assertThat(eventLoop.watch(second, counted)).isEqualTo(token);
                peer.close();
                eventLoop.turn(100);
                assertThat(events).hasValue(0);
                other.close();
                eventLoop.turn(100);
                assertThat(events).hasValue(1);
                holder.process().signal(KILL);
                holder.close();
            }
        } finally {
            eventLoop.close();
        }
    }
}
