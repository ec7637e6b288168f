package dev.kidreaper.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// A pool of the real `FCGI::ProcManager` without an application framework: starts in a tenth of a
/// second. Its folder is private and goes with it.
public final class TestPool implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final int manager;

    private TestPool(Path folder, int manager) {
        this.folder = folder;
        this.manager = manager;
    }

    /// Starts one and waits until its workers are there.
    ///
    /// @param traits what is special about it: see `pools/procmanager.pl`
    public static TestPool start(int workers, String... traits) {
        return startBy(List.of(), workers, traits);
    }

    /// The same, started by another program.
    ///
    /// @param by that program and its arguments, such as `ip netns exec NAME`
    public static TestPool startBy(List<String> by, int workers, String... traits) {
        try {
            Path folder = Files.createTempDirectory("kidreaper-test");
            Path pidfile = folder.resolve("pool.pid");
            var command = new ArrayList<>(by);
            command.addAll(List.of("perl", "src/test/resources/pools/procmanager.pl"));
            command.addAll(
                    List.of(
                            folder.resolve("socket").toString(),
                            Integer.toString(workers),
                            pidfile.toString()));
            command.addAll(Arrays.asList(traits));
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            await("a pidfile", () -> Files.exists(pidfile) && !read(pidfile).isBlank());
            int manager = Integer.parseInt(read(pidfile).strip());
            var pool = new TestPool(folder, manager);
            await("workers", () -> pool.children().size() == workers && pool.areTitled());
            return pool;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int manager() {
        return manager;
    }

    public Path folder() {
        return folder;
    }

    public Path pidfile() {
        return folder.resolve("pool.pid");
    }

    public Path socket() {
        return folder.resolve("socket");
    }

    /// What the manager and its workers have printed.
    public String log() {
        return read(folder.resolve("log"));
    }

    /// The pids of the workers now, zombies included.
    public List<Integer> children() {
        String path = "/proc/%d/task/%d/children".formatted(manager, manager);
        return Arrays.stream(read(Path.of(path)).strip().split(" ", -1))
                .filter(s -> !s.isEmpty())
                .map(Integer::valueOf)
                .toList();
    }

    private boolean areTitled() {
        return children().stream().allMatch(pid -> commandLine(pid).startsWith("perl-fcgi\0"));
    }

    /// Its arguments, each ended by a zero byte.
    public static String commandLine(long pid) {
        return read(Path.of("/proc/" + pid + "/cmdline"));
    }

    /// One letter for the state of a process.
    public static char state(int pid) {
        return stat(pid, 3).charAt(0);
    }

    /// A field of a process's `stat` behind its name, as proc_pid_stat(5) counts them; `X` for one
    /// that has gone.
    public static String stat(long pid, int field) {
        String stat = read(Path.of("/proc/" + pid + "/stat"));
        return stat.isEmpty()
                ? "X"
                : stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[field - 3];
    }

    /// A number of a process's `status` (proc_pid_status(5)).
    public static long status(long pid, String field) {
        return read(Path.of("/proc/" + pid + "/status"))
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    /// Sends a signal as a person would.
    public static void kill(String signal, long pid) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Waits for something that must come. It looks a hundred times a second, and rests twice as
    /// long as it looked: a look may start a program, and other tests run beside this one.
    public static void await(String what, BooleanSupplier there) {
        await(() -> what, there);
    }

    /// As {@link #await(String, BooleanSupplier)}.
    ///
    /// @param what asked when it did not come, so that it can tell how things stand then
    public static void await(Supplier<String> what, BooleanSupplier there) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            long start = System.nanoTime();
            if (there.getAsBoolean()) {
                return;
            }
            long now = System.nanoTime();
            if (now > end) {
                throw new AssertionError("waited in vain for " + what.get());
            }
            sleep(Duration.ofNanos(Math.max(10_000_000, 2 * (now - start))));
        }
    }

    public static void sleep(Duration duration) {
        try {
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A file's text; empty when it is gone.
    public static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        children().forEach(pid -> kill("CONT", pid));
        kill("TERM", manager);
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (state(manager) != 'X' && System.nanoTime() < end) {
            sleep(Duration.ofMillis(20));
        }
        children().forEach(pid -> kill("KILL", pid));
        kill("KILL", manager);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
