package dev.kidreaper.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A control group of this machine's own that a test has made, with the processes that it put
/// there.
///
/// @param folder its files
public record RealGroup(Path folder) implements AutoCloseable {
    private static final Path MOUNTED = Path.of("/sys/fs/cgroup");

    /// Whether this user may make any.
    public static boolean canBeMade() {
        return Files.isWritable(units()) && Files.isWritable(memory());
    }

    /// Where systemd has its tree.
    private static Path units() {
        return Stream.of("systemd", "unified", "")
                .map(MOUNTED::resolve)
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow();
    }

    private static Path memory() {
        Path first = MOUNTED.resolve("memory");
        return Files.isDirectory(first) ? first : MOUNTED;
    }

    /// The group of a systemd unit.
    ///
    /// @param place below systemd's tree
    public static RealGroup unit(String place) {
        return make(units().resolve(place));
    }

    /// A group that may use so much memory.
    public static RealGroup limited(String name, long bytes) {
        RealGroup group = make(memory().resolve(name));
        String file =
                Files.exists(group.folder.resolve("memory.limit_in_bytes"))
                        ? "memory.limit_in_bytes"
                        : "memory.max";
        group.write(file, Long.toString(bytes));
        return group;
    }

    private static RealGroup make(Path folder) {
        try {
            return new RealGroup(Files.createDirectories(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Moves a pool into it.
    public void take(TestPool pool) {
        var all = new ArrayList<Integer>(List.of(pool.manager()));
        all.addAll(pool.children());
        all.forEach(pid -> write("cgroup.procs", Integer.toString(pid)));
    }

    private void write(String file, String text) {
        try {
            Files.writeString(folder.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Takes it away, and the empty ones around it that were made for it. Its processes must have
    /// ended.
    @Override
    public void close() {
        Path group = folder;
        while (group != null && group.toString().contains("kidreaper-test")) {
            Path gone = group;
            TestPool.await("the end of " + gone, () -> delete(gone));
            group = group.getParent();
        }
    }

    private static boolean delete(Path group) {
        try {
            Files.delete(group);
            return true;
        } catch (IOException e) {
            return false; // A process is on its way out.
        }
    }
}
