package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.CWorker;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.Program;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A pool whose workers fail at the start is its own trouble: the daemon keeps the others, and
/// serves that one as soon as it can.
class OneBrokenPoolIT {
    /// The pauses before were shorter than a second.
    private static final String SEVERAL_TIMES = "(?s).*tried again in [\\d.]+ s\n.*";

    @TempDir private Path folder = Path.of("");

    @Test
    void theOthersAreServedAndItComesLater() throws IOException {
        Path late = script("late", "exit 3");
        script("never", "exit 4");
        Path config = config("good", "late", "never");
        script("good", "exec " + CWorker.program());
        try (var daemon = start(config)) {
            TestPool.await(
                    () -> daemon.log().toString(),
                    () -> isSaid(daemon, "event=ready pools=3 found=1"));
            assertThat(isSaid(daemon, "pool=good event=pool-found")).isTrue();
            assertThat(isSaid(daemon, "pool=late event=worker-ended why=\".*exit 3")).isTrue();
            assertThat(isSaid(daemon, "pool=never event=manager-ended why=\".*exit 4")).isTrue();
            Files.writeString(late, "#!/bin/sh\nexec " + CWorker.program() + "\n");
            TestPool.await(
                    () -> daemon.log().toString(),
                    () -> isSaid(daemon, "pool=late event=pool-found"));
        }
    }

    /// A web server that still has the address, a folder that a later mount brings, a file in the
    /// way: the pools whose addresses are free are served meanwhile.
    @Test
    void anAddressThatCannotBeHadIsItsOwnPoolsTrouble() throws IOException {
        for (String pool : List.of("good", "nowhere", "taken", "file")) {
            script(pool, "exec " + CWorker.program());
        }
        Path nowhere = folder.resolve("mount/nowhere.sock");
        Path taken = folder.resolve("taken.sock");
        Path file = Files.writeString(folder.resolve("file.sock"), "of somebody");
        var places = Map.of("nowhere", nowhere.toString());
        Path config = config(places, "nowhere", "good", "taken", "file");
        try (var other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(taken));
            try (var daemon = start(config)) {
                TestPool.await(
                        () -> daemon.log().toString(),
                        () -> isSaid(daemon, "event=ready pools=4 found=1"));
                assertThat(isSaid(daemon, "pool=good event=pool-found")).isTrue();
                String status = status();
                assertThat(status)
                        .containsPattern("(?s)nowhere.*cannot listen at .*there is no folder")
                        .containsPattern("(?s)taken.*another server answers at .*taken.sock")
                        .containsPattern("(?s)file.*exists already, and is not a socket");
                // Each was tried several times by then, and said once.
                TestPool.await(status, () -> status().matches(SEVERAL_TIMES));
                assertThat(missing(daemon)).containsExactlyInAnyOrder("nowhere", "taken", "file");
                Files.createDirectory(nowhere.getParent());
                free(other);
                Files.delete(file);
                for (String pool : List.of("nowhere", "taken", "file")) {
                    TestPool.await(
                            () -> daemon.log().toString(),
                            () -> isSaid(daemon, "pool=" + pool + " event=pool-found"));
                }
            }
        }
        assertThat(taken).doesNotExist();
    }

    @Test
    void aDaemonThatCanListenNowhereEnds() throws IOException {
        script("late", "exec " + CWorker.program());
        script("taken", "exec " + CWorker.program());
        var nowhere = folder.resolve("mount/x.sock").toString();
        var places = Map.of("late", nowhere, "taken", nowhere);
        try (var daemon = start(config(places, "late", "taken"))) {
            assertThat(daemon.awaitEnd(Duration.ofSeconds(30))).isTrue();
            assertThat(daemon.exitCode()).as(daemon.log()::toString).isEqualTo(1);
            assertThat(daemon.log().getLast())
                    .startsWith("kidreaper watch: pool late: cannot listen at " + nowhere);
        }
    }

    /// It is the daemon's only page, not its purpose.
    @Test
    void thePageComesOnceItsAddressIsFree() throws IOException {
        script("good", "exec " + CWorker.program());
        try (var other = ServerSocketChannel.open()) {
            other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = ((InetSocketAddress) other.getLocalAddress()).getPort();
            Path config = config("good");
            String text = Files.readString(config);
            Files.writeString(config, text.replace("'off'", "'127.0.0.1:" + port + "'"));
            try (var daemon = start(config)) {
                TestPool.await(
                        () -> daemon.log().toString(), () -> isSaid(daemon, "event=ready pools=1"));
                assertThat(isSaid(daemon, "event=no-page listen=127.0.0.1:" + port)).isTrue();
                assertThat(status()).contains("page: not open, and tried again: ", "in use");
                free(other);
                TestPool.await(
                        () -> daemon.log().toString(),
                        () -> isSaid(daemon, "event=page listen=127.0.0.1:" + port));
                assertThat(status()).contains("page: http://127.0.0.1:%d/".formatted(port));
                long said = daemon.log().stream().filter(l -> l.contains("event=no-page")).count();
                assertThat(said).isEqualTo(1);
            }
        }
    }

    @Test
    void aDaemonThatCanKeepNoPoolEnds() throws IOException {
        script("late", "exit 3");
        script("never", "exit 4");
        try (var daemon = start(config("late", "never"))) {
            assertThat(daemon.awaitEnd(Duration.ofSeconds(30))).isTrue();
            assertThat(daemon.exitCode()).as(daemon.log()::toString).isEqualTo(1);
            assertThat(daemon.log().getLast())
                    .startsWith("kidreaper watch: pool late: a worker ended by itself (exit 3)");
        }
    }

    private Path script(String name, String line) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + line + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /// Its address is to be had from now on.
    private static void free(ServerSocketChannel other) throws IOException {
        other.close();
    }

    private String status() {
        return Kidreaper.run("status", "--socket", folder.resolve("control").toString()).out();
    }

    /// The pools of which was said that they are not kept, once for each time.
    private static List<String> missing(Program daemon) {
        return daemon.log().stream()
                .filter(l -> l.contains("event=pool-missing"))
                .map(l -> l.replaceAll(".*pool=(\\w+) .*", "$1"))
                .toList();
    }

    private Path config(String... pools) throws IOException {
        return config(Map.of(), pools);
    }

    private Path config(Map<String, String> places, String... pools) throws IOException {
        var text = new StringBuilder();
        for (String pool : pools) {
            text.append(
                    """
                    [[pool]]
                    name = "%s"
                    [pool.serve]
                    listen = "%s"
                    command = ["%s"]
                    %s
                    """
                            .formatted(
                                    pool,
                                    places.getOrDefault(
                                            pool, folder.resolve(pool + ".sock").toString()),
                                    folder.resolve(pool),
                                    pool.equals("never") ? "prefork = true" : "workers = 1"));
        }
        text.append("[control]\nsocket = '%s'\n".formatted(folder.resolve("control")));
        text.append("[history]\nfile = '%s'\n".formatted(folder.resolve("history.db")));
        text.append("[web]\nlisten = 'off'\n");
        return Files.writeString(folder.resolve("kidreaper.toml"), text);
    }

    private Program start(Path config) {
        Kidreaper.build();
        String program = Path.of("kidreaper").toAbsolutePath().toString();
        var command = List.of(program, "watch", "--config", config.toString());
        return Program.start(folder, folder.resolve("log"), command);
    }

    private static boolean isSaid(Program daemon, String regex) {
        return daemon.log().stream().anyMatch(line -> line.matches(".*" + regex + ".*"));
    }
}
