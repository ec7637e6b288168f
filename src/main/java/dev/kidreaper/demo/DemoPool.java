package dev.kidreaper.demo;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.Session;
import dev.kidreaper.model.Measure;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The demo's own pool: a Perl program (see `demo-pool.pl`) in a folder of its own. It ends with
/// us, however we end: its standard input is a pipe that only we hold open.
public final class DemoPool implements AutoCloseable {
    static final int WORKERS = 4;

    private static final int SHARED_MEGABYTES = 24;
    private static final String PROGRAM = "demo-pool.pl";
    private static final List<String> FILES = List.of(PROGRAM, "DemoFastCgi.pm");
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(15);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(5);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private final Path folder;
    private final Process manager;

    private DemoPool(Path folder, Process manager) {
        this.folder = folder;
        this.manager = manager;
    }

    /// Starts it and waits until all its workers serve.
    public static DemoPool start() throws OperatorError {
        Path folder = null;
        try {
            var onlyOurs = PosixFilePermissions.fromString("rwx------");
            folder =
                    Files.createTempDirectory(
                            "kidreaper-demo", PosixFilePermissions.asFileAttribute(onlyOurs));
            for (String file : FILES) {
                extract(file, folder);
            }
            var pool = new DemoPool(folder, launch(folder));
            pool.awaitWorkers();
            return pool;
        } catch (IOException e) {
            remove(folder);
            throw new OperatorError(
                    ExitCode.FAILED, "cannot start the demo's pool: " + e.getMessage());
        }
    }

    private static void extract(String file, Path folder) throws IOException {
        try (InputStream in = DemoPool.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("[BUG] the program lacks its part " + file);
            }
            Files.copy(in, folder.resolve(file));
        }
    }

    private static Process launch(Path folder) throws IOException, OperatorError {
        var builder =
                new ProcessBuilder(
                        "perl",
                        folder.resolve(PROGRAM).toString(),
                        folder.toString(),
                        Integer.toString(WORKERS),
                        Integer.toString(SHARED_MEGABYTES));
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.redirectError(folder.resolve("log").toFile());
        try {
            return builder.start();
        } catch (IOException e) {
            remove(folder);
            throw new OperatorError(
                    ExitCode.FAILED,
                    "the demo's pool needs perl, and there is none: apt-get install perl");
        }
    }

    private void awaitWorkers() throws OperatorError {
        long end = System.nanoTime() + STARTS_WITHIN.toNanos();
        while (!serves()) {
            if (!manager.isAlive() || System.nanoTime() > end) {
                String complaint = complaint();
                end();
                throw new OperatorError(
                        ExitCode.FAILED, "the demo's pool did not start: " + complaint);
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }

    private boolean serves() throws OperatorError {
        if (!manager.isAlive()) {
            return false;
        }
        Session session = Session.of(pid());
        if (session.manager().profile().isUnknown()) {
            return false; // It has not set its title yet.
        }
        return session.read(Measure.RSS).workers().size() == WORKERS;
    }

    /// The last line that it wrote.
    private String complaint() {
        try (Stream<String> lines = Files.lines(folder.resolve("log"))) {
            return lines.reduce((first, second) -> second).orElse("it said nothing");
        } catch (IOException e) {
            return "it said nothing";
        }
    }

    /// The pid of its manager.
    int pid() {
        return Math.toIntExact(manager.pid());
    }

    /// The address at which its workers listen.
    UnixDomainSocketAddress address() {
        return UnixDomainSocketAddress.of(folder.resolve("socket"));
    }

    /// The address at which its front takes requests.
    UnixDomainSocketAddress front() {
        return UnixDomainSocketAddress.of(folder.resolve("front"));
    }

    @Override
    public void close() {
        end();
    }

    /// Ends the pool and removes its folder. A second call does nothing.
    public void end() {
        try {
            manager.getOutputStream().close();
            if (!manager.waitFor(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                manager.destroyForcibly();
            }
        } catch (IOException e) {
            manager.destroyForcibly();
        } catch (InterruptedException e) {
            manager.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        remove(folder);
    }

    private static void remove(@Nullable Path folder) {
        if (folder == null || !Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            // The pool removes it too, and may have been faster.
            return;
        }
    }
}
