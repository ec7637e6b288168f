package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.CWorker;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.Nginx;
import dev.kidreaper.testing.Ports;
import dev.kidreaper.testing.Program;
import dev.kidreaper.testing.TestPool;
import dev.kidreaper.testing.Web;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `kidreaper serve --listen -` with a socket that somebody else holds, as systemd does.
class InheritedIT {
    /// Listens, and starts a program again each time that it has ended, with the socket as its
    /// descriptor 0.
    private static final String HOLDER =
            """
            use IO::Socket::INET; use IO::Socket::UNIX; use POSIX ();
            my $at = shift;
            my $socket = $at =~ m{/}
                ? IO::Socket::UNIX->new(Local => $at, Listen => 100)
                : IO::Socket::INET->new(LocalAddr => $at, Listen => 100, ReuseAddr => 1);
            $socket or die $@;
            my $pid;
            $SIG{TERM} = sub { kill TERM => $pid; waitpid $pid, 0; exit };
            while (1) {
                $pid = fork // die;
                if (!$pid) { POSIX::dup2(fileno($socket), 0); exec @ARGV; }
                waitpid $pid, 0;
            }
            """;

    private final Path folder;

    InheritedIT(@TempDir Path folder) {
        this.folder = folder;
    }

    /// The command that holds a socket and keeps a `serve` of two workers on it.
    static List<String> holder(String at, Path folder, String worker) {
        return List.of(
                "perl",
                "-e",
                HOLDER,
                at,
                Path.of("kidreaper").toAbsolutePath().toString(),
                "serve",
                "--listen",
                "-",
                "--workers",
                "2",
                "--socket",
                folder.resolve("control").toString(),
                "--",
                worker);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void requestsWaitInTheSocketUntilTheNextStart(boolean onPath) throws IOException {
        Kidreaper.build();
        String at = onPath ? folder.resolve("front").toString() : "127.0.0.1:" + Ports.free();
        Path log = folder.resolve("serve.log");
        var command = holder(at, folder, CWorker.program().toString());
        try (var holder = Program.start(folder, log, command)) {
            TestPool.await("ready", () -> TestPool.read(log).contains("event=ready"));
            try (var nginx = Nginx.inFrontOf(folder, at)) {
                assertThat(Web.get(nginx.uri("/ok")).status()).isEqualTo(200);
                for (int i = 0; i < 3; i++) {
                    long served = holder.children().getFirst().pid();
                    TestPool.kill("TERM", served);
                    // It is answered by the one that ends, or by the next one.
                    assertThat(Web.get(nginx.uri("/ok")).status()).isEqualTo(200);
                    TestPool.await(
                            "the next",
                            () -> holder.children().stream().anyMatch(p -> p.pid() != served));
                }
                assertThat(nginx.failures()).isEmpty();
            }
        }
    }

    @Test
    void anythingElseAsDescriptorIsWrongUsage() {
        var ran = Kidreaper.run("serve", "--listen", "-", "--", CWorker.program().toString());
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("descriptor 0 is not a listening socket").hasLineCount(1);
    }
}
