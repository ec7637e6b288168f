package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.CWorker;
import dev.kidreaper.testing.DaemonProcess;
import dev.kidreaper.testing.Nginx;
import dev.kidreaper.testing.Served;
import dev.kidreaper.testing.TestPool;
import dev.kidreaper.testing.Web;
import dev.kidreaper.testing.WebRequest;
import dev.kidreaper.testing.Wrk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Real applications as the workers of `kidreaper serve`.
class ServeAppsIT {
    private static final Pattern LEFT =
            Pattern.compile("event=leaving why=max-requests requests=(\\d+)");
    private static final Path CATALYST =
            Path.of("src/test/resources/catalyst/script/pool_fastcgi.pl").toAbsolutePath();

    private final Path folder;

    ServeAppsIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @ParameterizedTest
    @CsvSource({"php-cgi, /x?spin=0.002", "perl CATALYST, /ok?n=100"})
    void everyWorkerServesExactlyItsRequestsAndNobodyIsCutOff(String command, String path)
            throws IOException {
        Files.copy(Path.of("src/test/resources/pools/app.php"), folder.resolve("app.php"));
        var args = new ArrayList<>(List.of("--workers", "3", "--max-requests", "60", "--"));
        args.addAll(Arrays.asList(command.replace("CATALYST", "" + CATALYST).split(" ", -1)));
        try (var served = Served.start(folder, args.toArray(String[]::new));
                var nginx = Nginx.start(folder, served.socket())) {
            assertThat(Web.get(nginx.uri(path)).body()).startsWith("pid=");
            Wrk.Result load;
            do {
                load = Wrk.start(folder, nginx.uri(path), 8, Duration.ofSeconds(4)).await();
                assertThat(load.socketErrors() + load.refused()).isZero();
            } while (served.logs("event=recycled") < 5);
            assertThat(nginx.failures()).isEmpty();
            assertThat(served.number("cut")).isZero();
            assertThat(served.number("requests_retried")).isZero();
            var counts = LEFT.matcher(served.log()).results().map(r -> r.group(1)).distinct();
            assertThat(counts).containsExactly("60");
        }
    }

    @Test
    void oneDaemonWatchesOnePoolAndServesAnother() throws IOException {
        Path front = folder.resolve("front");
        try (var pool = TestPool.start(2);
                var daemonProcess =
                        DaemonProcess.begin(
                                folder,
                                """
                                pidfile = "%s"
                                limit = "20M"
                                [pool.pace]
                                pause = "0s"
                                newborn = "300ms"
                                [[pool]]
                                name = "served"
                                limit = "19M"
                                [pool.serve]
                                listen = "%s"
                                command = ["%s"]
                                workers = 2
                                """
                                        .formatted(pool.pidfile(), front, CWorker.program()))) {
            TestPool.await("ready", () -> daemonProcess.log().contains("event=ready"));
            try (var nginx = Nginx.start(folder, front)) {
                WebRequest.send(pool.socket(), "leak=40000").answer();
                daemonProcess.await("\"recycled\":1");
                daemonProcess.awaitLog(log ->
                        assertThat(log).containsPattern("pool=pool worker=\\d+ event=recycled"));
                assertThat(Web.get(nginx.uri("/leak=30000")).status()).isEqualTo(200);
                String recycled = "pool=served worker=\\d+ event=recycled .*replaced_by=(\\d+)";
                TestPool.await(
                        () -> "the other recycle: " + daemonProcess.log(),
                        () -> !daemonProcess.logged(recycled).isEmpty());
                String worker = daemonProcess.logged(recycled).getLast().group(1);
                assertThat(Files.readString(Path.of("/proc", worker, "environ")))
                        .contains("PATH=")
                        .doesNotContain("MALLOC_ARENA_MAX", "KIDREAPER");
                assertThat(daemonProcess.status())
                        .contains("\"name\":\"pool\"", "\"name\":\"served\"", "\"requests\":1");
                assertThat(daemonProcess.ask("recycle", "served").out())
                        .contains("2 workers will be recycled");
                assertThat(Web.get(nginx.uri("/ok")).status()).isEqualTo(200);
                assertThat(pool.children()).hasSize(2);
            }
        }
    }
}
