package dev.kidreaper.pool.started;

import dev.kidreaper.model.ProcessId;
import dev.kidreaper.trust.Outsider;
import dev.kidreaper.trust.PathWalk;
import dev.kidreaper.trust.Trusted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/// The folder with the sockets of one pool's workers, and in it a list of who they are.
/*
 * The first line of the list is this start of the machine, then comes a line for each process, its
 * pid and its start time: first we, then each worker as it is started.
 */
public final class SocketFolder {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final String PREFIX = "kidreaper-serve-";
    private static final String LIST = "processes";

    private SocketFolder() {}

    /// Makes a folder, which belongs to that process alone.
    ///
    /// @throws IOException when others could put theirs in its place, or there is no room for it
    public static Path make(ProcessId owner) throws IOException {
        var ours =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        checkShared(parent);
        // Its name is no secret, so that the JDK's generator of secrets need not be set up.
        String number = Long.toUnsignedString(ThreadLocalRandom.current().nextLong());
        Path folder = Files.createDirectory(parent.resolve(PREFIX + number), ours);
        write(folder, Files.readString(BOOT));
        note(folder, owner);
        return folder;
    }

    /// Refuses a folder in which others could put theirs in the place of ours.
    ///
    /// @throws IOException a sentence
    static void checkShared(Path parent) throws IOException {
        PathWalk way = PathWalk.to(parent);
        Outsider who = way.end().outsider(Trusted.ourselves().withoutGroups());
        String could = ", who could take the place of the workers' sockets";
        if (who instanceof Outsider.Owner) {
            throw new IOException("%s %s%s".formatted(parent, who.words(), could));
        }
        if (who != null) {
            throw new IOException(
                    "%s can be changed by others%s: chmod +t it".formatted(parent, could));
        }
        PathWalk.Weak weak = way.weak(Trusted.ourselves());
        if (weak != null) {
            throw new IOException(
                    "%s %s%s".formatted(weak.step().words(), weak.who().words(), could));
        }
    }

    /// Notes one more process.
    ///
    /// @throws IOException when the list cannot be written
    public static void note(Path folder, ProcessId process) throws IOException {
        write(folder, process.pid() + " " + process.startTicks() + "\n");
    }

    private static void write(Path folder, String line) throws IOException {
        var how = StandardOpenOption.APPEND;
        Files.writeString(folder.resolve(LIST), line, StandardOpenOption.CREATE, how);
    }

    /// The folders that others of this user have made beside that one, whether they live or not.
    static List<Path> beside(Path ours) {
        try (Stream<Path> all = Files.list(ours.toAbsolutePath().getParent())) {
            return all.filter(f -> isAnother(f, ours)).toList();
        } catch (IOException e) {
            return List.of(); // Not ours to look at.
        }
    }

    private static boolean isAnother(Path folder, Path ours) {
        try {
            return folder.getFileName().toString().startsWith(PREFIX)
                    && !folder.equals(ours)
                    && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                    && Files.getOwner(folder).equals(Files.getOwner(ours));
        } catch (IOException e) {
            return false;
        }
    }

    /// Us and the workers; empty when that is unknown, or was before the machine started anew.
    static List<ProcessId> noted(Path folder) throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve(LIST));
        return lines.isEmpty() || !lines.getFirst().equals(Files.readString(BOOT).strip())
                ? List.of()
                : lines.stream().map(SocketFolder::process).flatMap(Optional::stream).toList();
    }

    private static Optional<ProcessId> process(String line) {
        String[] word = line.split(" ", 2);
        return line.matches("[1-9]\\d{0,8} \\d{1,18}")
                ? Optional.of(new ProcessId(Integer.parseInt(word[0]), Long.parseLong(word[1])))
                : Optional.empty();
    }

    /// Takes a folder away, when its workers have gone.
    ///
    /// @throws IOException when it cannot be taken away
    public static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (NoSuchFileException e) {
            return; // Somebody else has.
        }
    }
}
