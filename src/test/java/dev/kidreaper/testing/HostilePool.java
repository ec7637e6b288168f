package dev.kidreaper.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A pool of `pools/hostile.c`: one of its workers means harm.
public final class HostilePool implements AutoCloseable {
    private static final Path SOURCE = Path.of("src/test/resources/pools/hostile.c");

    /// In a place where another user may run it.
    private static Path program = Path.of("");

    private final Process manager;

    private HostilePool(Process manager) {
        this.manager = manager;
    }

    /// Starts one and waits until its workers are there.
    ///
    /// @param words what the harm is: see `pools/hostile.c`
    public static HostilePool start(String... words) {
        return start(List.of(), words);
    }

    /// Starts one by another program, such as one that changes the user.
    public static HostilePool start(List<String> by, String... words) {
        var command = new ArrayList<>(by);
        command.addAll(List.of("bash", "-c", "exec -a 'perl-fcgi-pm app' \"$0\" \"$@\"", built()));
        command.addAll(List.of(words));
        Process manager = Kidreaper.start(command);
        try {
            BufferedReader said = manager.inputReader();
            if (!"there".equals(said.readLine())) {
                throw new AssertionError("it did not start");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new HostilePool(manager);
    }

    private static synchronized String built() {
        try {
            if (program.toString().isEmpty()) {
                Path folder = Files.createTempDirectory("kidreaper-hostile");
                folder.toFile().deleteOnExit();
                folder.toFile().setExecutable(true, false);
                folder.toFile().setReadable(true, false);
                program = Compiled.from(SOURCE.toString(), folder.resolve("hostile"), "-O1");
                program.toFile().deleteOnExit();
            }
            return program.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The manager's pid.
    public int pid() {
        return (int) manager.pid();
    }

    /// The workers' pids, the hostile one's last.
    public List<Integer> workers() {
        return manager.children()
                .map(p -> (int) p.pid())
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    /// Ends all of it.
    @Override
    public void close() {
        List<ProcessHandle> children = manager.descendants().toList();
        manager.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        manager.onExit().join();
    }
}
