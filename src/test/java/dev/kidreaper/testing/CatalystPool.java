package dev.kidreaper.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A real pool: the Catalyst application of the test resources under `FCGI::ProcManager`, listening
/// on a Unix socket in a folder of its own.
public final class CatalystPool implements AutoCloseable {
    /// With what every whole answer of the application ends.
    public static final String END_MARK = "end-of-answer\n";

    private static final Path SCRIPT =
            Path.of("src/test/resources/catalyst/script/pool_fastcgi.pl").toAbsolutePath();
    private static final Pattern EXIT = Pattern.compile("exited with status (\\d+)");

    private final Path folder;
    private final Program manager;

    private CatalystPool(Path folder, Program manager) {
        this.folder = folder;
        this.manager = manager;
    }

    /// Starts one and waits until every worker is ready to serve.
    public static CatalystPool start(Path folder, int workers) {
        var command =
                "perl %s -l %s/socket -n %d -p %s/pidfile"
                        .formatted(SCRIPT, folder, workers, folder);
        var log = folder.resolve("manager.log");
        var manager = Program.start(folder, log, List.of(command.split(" ", -1)));
        var pool = new CatalystPool(folder, manager);
        try {
            TestPool.await("the workers are ready", () -> pool.ready() >= workers);
        } catch (AssertionError e) {
            pool.close();
            throw new AssertionError(String.join("\n", pool.log()), e);
        }
        return pool;
    }

    /// How many workers have been born and made ready so far.
    public long ready() {
        return log().stream()
                .filter(l -> l.contains("server") && l.endsWith(": initialized"))
                .count();
    }

    /// Its FastCGI socket.
    public Path socket() {
        return folder.resolve("socket");
    }

    /// Its pidfile.
    public Path pidfile() {
        return folder.resolve("pidfile");
    }

    /// Whether the manager lives and its pidfile is in place.
    public boolean isIntact() {
        return manager.isAlive() && Files.exists(pidfile());
    }

    /// The manager's process id.
    public long manager() {
        return manager.pid();
    }

    /// The workers' process ids.
    public Set<Long> workers() {
        return manager.children().stream().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    /// What manager and workers have logged so far.
    public List<String> log() {
        return manager.log();
    }

    /// The lines of the log that tell of a worker that crashed, or of a newborn that acted as if it
    /// were the manager.
    public List<String> accidents() {
        return log().stream().filter(CatalystPool::isAccident).toList();
    }

    /// How many workers have left, in peace or not.
    public long departures() {
        return log().stream().filter(l -> EXIT.matcher(l).find()).count();
    }

    private static boolean isAccident(String line) {
        var exit = EXIT.matcher(line);
        return exit.find() ? !exit.group(1).equals("0") : line.contains("sending TERM");
    }

    @Override
    public void close() {
        manager.close();
    }
}
