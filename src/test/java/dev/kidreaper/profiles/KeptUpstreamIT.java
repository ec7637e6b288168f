package dev.kidreaper.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.DaemonProcess;
import dev.kidreaper.testing.HttpLoad;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.LongLoad;
import dev.kidreaper.testing.LongLoad.Doing;
import dev.kidreaper.testing.ManagerProcess;
import dev.kidreaper.testing.Nginx;
import dev.kidreaper.testing.Preforked;
import dev.kidreaper.testing.TestPool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Workers between whom and another server connections are kept: Apache's as a proxy, to its
/// backend; php-fpm's, from nginx. None of them is a reason to lose a request.
class KeptUpstreamIT {
    private static final String BACKEND =
            "gunicorn -w 1 -b 127.0.0.1:PORT --chdir APPS --timeout 120 -k gthread --threads 16"
                    + " --keep-alive 60 app:application";

    private static final List<String> PATHS = List.of("/", "/?slow=0.05", "/?spin=0.005");

    /// So long a new worker is spared.
    private static final Duration NEWBORN = Duration.ofMillis(300);

    @TempDir private Path folder = Path.of("");

    @Test
    void apacheAsAProxyWithKeptConnectionsOnBothSides() {
        List<String> backend = List.of(BACKEND.split(" ", -1));
        try (var behind = ManagerProcess.start(backend, Map.of(), "/")) {
            List<String> apache =
                    List.of(
                            "/usr/sbin/apache2",
                            "-C",
                            "Define BACKEND http://127.0.0.1:%d/".formatted(behind.port()),
                            "-D",
                            "proxy",
                            "-D",
                            "keep",
                            "-D",
                            "FOREGROUND",
                            "-f",
                            "FOLDER/apache.conf");
            try (var pool = ManagerProcess.start(apache, Map.of(), "/")) {
                var load = LongLoad.on(pool.port(), 3, List.of(Doing.values()));
                String pid = Long.toString(pool.manager());
                TestPool.sleep(NEWBORN);
                for (int round = 0; round < 2; round++) {
                    var ran = Kidreaper.run("restart", "--pid", pid, "--newborn", "300ms");
                    assertThat(ran.exit()).as(ran.out() + ran.err()).isZero();
                    assertThat(ran.out()).contains(" recycled: ");
                }
                load.close();
                assertThat(load.failures()).as(pool.log()).isEmpty();
                assertThat(load.answered()).isPositive();
            }
        }
    }

    @Test
    void phpFpmBehindKeptConnectionsOfNginxUnderReap() {
        try (var fpm = Preforked.start(Preforked.Kind.FPM_ON_PATH);
                var nginx = nginx(fpm)) {
            var load = HttpLoad.on(nginx.port(), PATHS);
            TestPool.sleep(NEWBORN);
            for (int round = 0; round < 2; round++) {
                var ran =
                        Kidreaper.run(
                                "reap",
                                "--pidfile",
                                fpm.pidfile().toString(),
                                "--limit",
                                "1K",
                                "--measure",
                                "rss",
                                "--force",
                                "--pause",
                                "0s",
                                "--newborn",
                                "300ms");
                assertThat(ran.exit()).as(ran.out() + ran.err()).isZero();
                assertThat(ran.out()).contains("4 recycled, 0 failed, 0 kept");
            }
            assertNothingIsLost(nginx, load);
        }
    }

    @Test
    void phpFpmBehindKeptConnectionsOfNginxUnderWatch() {
        try (var fpm = Preforked.start(Preforked.Kind.FPM_ON_PATH);
                var nginx = nginx(fpm)) {
            var load = HttpLoad.on(nginx.port(), PATHS);
            String pool =
                    """
                    pidfile = "%s"
                    max-age = "3s"
                    [pool.pace]
                    pause = "100ms"
                    newborn = "500ms"
                    """
                            .formatted(fpm.pidfile());
            try (var daemon = DaemonProcess.start(folder, pool)) {
                TestPool.await("recycles", () -> daemon.logged("event=recycled").size() >= 6);
                assertThat(daemon.logged("event=(failed|paused).*")).as(daemon.log()).isEmpty();
            }
            assertNothingIsLost(nginx, load);
        }
    }

    private static Nginx nginx(Preforked fpm) {
        return Nginx.keeping(fpm.folder(), Path.of(fpm.address()), 2);
    }

    private static void assertNothingIsLost(Nginx nginx, HttpLoad load) {
        load.close();
        assertThat(load.failures()).isEmpty();
        assertThat(load.answered()).isPositive();
        assertThat(nginx.failures()).isEmpty();
        assertThat(nginx.complaints()).isEmpty();
    }
}
