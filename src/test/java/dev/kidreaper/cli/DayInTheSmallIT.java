package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.CWorker;
import dev.kidreaper.testing.DaemonProcess;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.Steadiness;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A day of the daemon in ten minutes: 30,000 workers come and go, 50 a second; a pool vanishes and
/// returns; a worker writes 300 lines a second, and for a minute nobody reads the log. Its memory
/// and its descriptors stay.
class DayInTheSmallIT {
    private static final Duration DAY = Duration.ofMinutes(10);

    /// Has a program's log read, but for one minute.
    private static final List<String> LOG_STANDS_STILL =
            List.of(
                    "bash",
                    "-c",
                    "exec \"$0\" \"$@\" 2> >(exec perl -e '$| = 1; my ($begun, $stood) = time;"
                            + " while (sysread STDIN, my $bytes, 65536) { print $bytes;"
                            + " if (!$stood && time > $begun + 60) { $stood = 1; sleep 60 } }')");

    /// Says much, and then is a worker.
    private static final String TALKER =
            """
            while :; do
                i=0
                while [ $i -lt 100 ]; do
                    i=$((i + 1))
                    echo "line $i of many that somebody ought to read, a hundred bytes each" >&2
                done
                sleep 0.3
            done &
            """;

    private final Path folder;

    DayInTheSmallIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @Tag("soak")
    @Test
    void nothingOfItsOwnGrows() throws IOException {
        Path steady = folder.resolve("steady.pid");
        Path fickle = folder.resolve("fickle.pid");
        Process first = churn(steady, "20", "50");
        Process second = churn(fickle, "5", "2", "12", "5");
        try {
            TestPool.await("both", () -> Files.exists(steady) && Files.exists(fickle));
            try (var daemon = DaemonProcess.begin(folder, LOG_STANDS_STILL, pools())) {
                TestPool.await("them", () -> daemon.logged("event=pool-found").size() >= 2);
                Steadiness steadiness =
                        Steadiness.of(
                                daemon.pid(),
                                DAY,
                                () -> {
                                    var _ = daemon.ask("status");
                                });
                System.out.println("KR day in the small: " + steadiness);
                daemon.awaitLog(
                        log -> assertThat(log).contains("event=log-dropped", "event=pool-lost"));
                assertThat(daemon.logged("pool=fickle event=pool-found")).hasSizeGreaterThan(9);
                assertThat(daemon.log()).doesNotContain("event=bug", "event=died", "[BUG]");
                assertThat(steadiness.moreOwnDescriptors()).isLessThanOrEqualTo(0);
                assertThat(steadiness.moreDescriptors()).isLessThanOrEqualTo(4);
                assertThat(steadiness.moreKilobytes()).isLessThan(4096);
            }
        } finally {
            for (Process churn : List.of(first, second)) {
                churn.getOutputStream().close();
                churn.onExit().join();
            }
        }
    }

    private static Process churn(Path pidfile, String... how) {
        var command = new java.util.ArrayList<>(List.of("perl", "bench/churn.pl"));
        command.add(pidfile.toString());
        command.addAll(List.of(how));
        return Kidreaper.start(command);
    }

    private String pools() {
        String talker =
                (TALKER + "exec " + CWorker.program())
                        .replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n");
        return """
        pidfile = "%1$s/steady.pid"
        limit = "900M"
        [[pool]]
        name = "fickle"
        pidfile = "%1$s/fickle.pid"
        limit = "900M"
        [[pool]]
        name = "talks"
        limit = "900M"
        [pool.serve]
        listen = "%1$s/front.sock"
        command = ["/bin/sh", "-c", "%2$s"]
        workers = 1
        """
                .formatted(folder, talker);
    }
}
