package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.DaemonProcess;
import dev.kidreaper.testing.EtcdServer;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a host without `[fleet]` pays for it: no class, no thread, no socket.
class NoFleetIT {
    private static final List<String> OURS =
            List.of("dev.kidreaper.fleet.", "dev.kidreaper.decide.fleet.");

    @TempDir private Path folder;

    private String pool(TestPool pool) {
        return "pidfile = \"%s\"\nlimit = \"200M\"".formatted(pool.pidfile());
    }

    private DaemonProcess daemon(String name, String config) throws IOException {
        Path own = Files.createDirectory(folder.resolve(name));
        String log = "-Xlog:class+load:file=" + own.resolve("classes");
        List<String> by = List.of("env", "KIDREAPER_JAVA_OPTS=-XX:AOTMode=off " + log);
        var daemon = DaemonProcess.begin(own, by, config);
        daemon.await("\"state\":\"watching\"");
        return daemon;
    }

    private Set<String> classes(String name) throws IOException {
        try (Stream<String> lines = Files.lines(folder.resolve(name).resolve("classes"))) {
            return lines.map(l -> l.replaceFirst("^(\\[[^]]*\\])+ *", ""))
                    .map(l -> l.split(" ", 2)[0])
                    .filter(c -> c.startsWith("dev.kidreaper."))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Set<String> ofFleet(Set<String> classes) {
        return classes.stream()
                .filter(c -> OURS.stream().anyMatch(c::startsWith))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> threads(DaemonProcess daemon) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/%d/task".formatted(daemon.pid())))) {
            return all.map(t -> TestPool.read(t.resolve("comm")).strip())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /// Descriptors of TCP sockets.
    private static List<String> connections(DaemonProcess daemon) throws IOException {
        String all =
                TestPool.read(Path.of("/proc/%d/net/tcp".formatted(daemon.pid())))
                        + TestPool.read(Path.of("/proc/%d/net/tcp6".formatted(daemon.pid())));
        try (Stream<Path> open = Files.list(Path.of("/proc/%d/fd".formatted(daemon.pid())))) {
            return open.map(NoFleetIT::target)
                    .filter(t -> t.startsWith("socket:["))
                    .map(t -> t.replaceAll("[^0-9]", ""))
                    .filter(inode -> all.contains(" " + inode + " "))
                    .toList();
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return ""; // Closed meanwhile.
        }
    }

    @Test
    void withoutItThereIsNoClassNoThreadAndNoSocketOfIt() throws IOException {
        try (var victim = TestPool.start(2);
                var etcd = EtcdServer.start(folder, 1);
                var without = daemon("without", pool(victim));
                var with = daemon("with", pool(victim) + fleet(etcd))) {
            TestPool.await("it asks", () -> with.ask("status").exit() == 0);
            assertThat(without.ask("events", "--json").out()).contains("\"fingerprint\":");
            TestPool.await("a thread", () -> has(with, "fleet"));
            assertThat(ofFleet(classes("with"))).as("what this test sees").hasSizeGreaterThan(20);
            assertThat(classes("without")).hasSizeGreaterThan(100);
            assertThat(ofFleet(classes("without"))).isEmpty();
            assertThat(threads(without)).doesNotContain("fleet");
            TestPool.await("a connection", () -> connects(with));
            assertThat(connections(without)).isEmpty();
            System.out.printf(
                    "RSS KiB without=%d with=%d%n",
                    TestPool.status(without.pid(), "VmRSS"), TestPool.status(with.pid(), "VmRSS"));
        }
    }

    private static boolean has(DaemonProcess daemon, String thread) {
        try {
            return threads(daemon).contains(thread);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean connects(DaemonProcess daemon) {
        try {
            return !connections(daemon).isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    private static String fleet(EtcdServer etcd) {
        return """

        [fleet]
        group = "shop"
        endpoints = ["%s"]
        at-once = 1
        """
                .formatted(etcd.endpoints().getFirst());
    }
}
