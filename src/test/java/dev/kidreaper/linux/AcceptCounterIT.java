package dev.kidreaper.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kidreaper.testing.Tracefs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AcceptCounterIT {
    /// Five calls in vain, then three connections for its only thread, and four for a later one.
    private static final String SERVER =
            """
            import socket, sys, threading
            listening = socket.create_server(("127.0.0.1", 0))
            print(listening.getsockname()[1], flush=True)
            def serve(most):
                for _ in range(most):
                    listening.accept()[0].close()
            sys.stdin.readline()
            listening.setblocking(False)
            for _ in range(5):
                try:
                    listening.accept()
                except BlockingIOError:
                    pass
            listening.setblocking(True)
            print("ready", flush=True)
            serve(3)
            other = threading.Thread(target=serve, args=(4,))
            other.start()
            other.join()
            print("done", flush=True)
            sys.stdin.readline()
            """;

    @BeforeAll
    static void mount() {
        Tracefs.mount();
    }

    @Test
    void connectionsOfAllItsThreadsCountAndNothingElse() throws Exception {
        Process server = new ProcessBuilder("python3", "-c", SERVER).start();
        try (BufferedReader out = server.inputReader();
                Writer in = server.outputWriter()) {
            int port = Integer.parseInt(out.readLine());
            try (var counter = AcceptCounter.of(Math.toIntExact(server.pid()))) {
                say(in);
                assertThat(out.readLine()).isEqualTo("ready");
                assertThat(counter.count()).isZero();
                for (int i = 0; i < 7; i++) {
                    connect(port);
                }
                assertThat(out.readLine()).isEqualTo("done");
                assertThat(counter.count()).isEqualTo(7);
                say(in);
                assertThat(server.waitFor()).isZero();
                assertThat(counter.count()).as("of one that has ended").isEqualTo(7);
            }
        } finally {
            server.destroyForcibly();
        }
    }

    private static void say(Writer in) throws IOException {
        in.write("go on\n");
        in.flush();
    }

    private static void connect(int port) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void whoHasGoneIsNotCounted() throws Exception {
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        assertThatThrownBy(() -> AcceptCounter.of(Math.toIntExact(gone.pid())))
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining("perf_event_open");
    }
}
