package dev.kidreaper.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A real php-fpm with pools of any sort below one master, whose files are in a folder of the
/// caller's.
public final class FpmPools implements AutoCloseable {
    private final Path folder;
    private final Process manager;

    private FpmPools(Path folder, Process manager) {
        this.folder = folder;
        this.manager = manager;
    }

    /// Starts one.
    ///
    /// @param pools by turns the name of a pool and the lines about its workers
    public static FpmPools start(Path folder, String... pools) {
        var text = new StringBuilder("[global]\npid = FOLDER/fpm.pid\nerror_log = FOLDER/log\n");
        for (int i = 0; i < pools.length; i += 2) {
            text.append("[").append(pools[i]).append("]\nuser = www-data\nlisten = FOLDER/");
            text.append(pools[i]).append(".sock\n").append(pools[i + 1]).append("\n");
        }
        try {
            // For its workers, which run as another user.
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            Path configuration = folder.resolve("fpm.conf");
            Files.writeString(configuration, text.toString().replace("FOLDER", folder.toString()));
            Files.copy(Path.of("src/test/resources/pools/app.php"), folder.resolve("app.php"));
            String file = configuration.toString();
            var fpm = new FpmPools(folder, Kidreaper.start(List.of(program(), "-F", "-y", file)));
            TestPool.await("a pidfile", () -> !TestPool.read(Path.of(fpm.pidfile())).isBlank());
            return fpm;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Debian puts the version into the name.
    private static String program() throws IOException {
        try (Stream<Path> programs = Files.list(Path.of("/usr/sbin"))) {
            return programs.map(Path::toString)
                    .filter(p -> p.matches(".*/php-fpm[0-9.]+"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    public long manager() {
        return manager.pid();
    }

    public String pidfile() {
        return folder.resolve("fpm.pid").toString();
    }

    /// Sends a request to a pool, for `app.php`.
    public WebRequest request(String pool, String query) {
        return WebRequest.sendForScript(
                folder.resolve(pool + ".sock"), folder.resolve("app.php"), query);
    }

    /// What it has logged.
    public String log() {
        return TestPool.read(folder.resolve("log"));
    }

    /// The pids of all workers.
    public Set<Long> workers() {
        return titled("php-fpm: pool ");
    }

    /// The pids of a pool's workers.
    public Set<Long> workers(String pool) {
        return titled("php-fpm: pool " + pool + "\0");
    }

    private Set<Long> titled(String title) {
        return manager.children()
                .map(ProcessHandle::pid)
                .filter(pid -> TestPool.commandLine(pid).startsWith(title))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public void close() {
        manager.destroy();
        manager.onExit().join();
    }
}
