package dev.kidreaper.act;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.Pidfd;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Unreadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The folder with the sockets of one pool's workers, and in it a list of who they are; and what
/// earlier ones have left behind.
/*
 * A line is the pid and the start time of a process: first we, then each worker as it is started.
 * When we are killed, the kernel sends the workers TERM. A worker that just then was about to call
 * accept may miss it, and would wait for ever at a socket that nobody can find. So the next start
 * looks for folders of ours whose owner has gone, and sends TERM again to whoever of the list is
 * there: no other process, since its start time would differ; and in no request, since nobody but
 * the owner could reach it.
 */
final class Orphans {
    private static final String PREFIX = "kidreaper-serve-";
    private static final String LIST = "processes";

    private Orphans() {}

    /// Makes a folder, which belongs to that process alone.
    static Path folder(ProcessId owner) throws IOException {
        var ours =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        Path folder = Files.createTempDirectory(PREFIX, ours);
        note(folder, owner);
        return folder;
    }

    /// Notes one more process.
    static void note(Path folder, ProcessId process) throws IOException {
        Files.writeString(
                folder.resolve(LIST),
                process.pid() + " " + process.startTicks() + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /// Ends what killed ones have left behind. How many workers that were.
    static int end(Path beside, PoolReader pools) {
        int ended = 0;
        Path parent = beside.toAbsolutePath().getParent();
        try (Stream<Path> all = Files.list(parent)) {
            for (Path folder : all.filter(f -> isAnother(f, beside)).toList()) {
                ended += endOne(folder, pools);
            }
        } catch (IOException e) {
            return ended; // Not ours to look at.
        }
        return ended;
    }

    private static boolean isAnother(Path folder, Path beside) {
        try {
            return folder.getFileName().toString().startsWith(PREFIX)
                    && !folder.equals(beside)
                    && Files.isDirectory(folder, java.nio.file.LinkOption.NOFOLLOW_LINKS)
                    && Files.getOwner(folder).equals(Files.getOwner(beside));
        } catch (IOException e) {
            return false;
        }
    }

    private static int endOne(Path folder, PoolReader pools) throws IOException {
        List<ProcessId> noted =
                Files.readAllLines(folder.resolve(LIST)).stream()
                        .map(Orphans::process)
                        .flatMap(Optional::stream)
                        .toList();
        if (noted.isEmpty() || isAlive(noted.getFirst(), pools)) {
            return 0;
        }
        int ended = 0;
        for (ProcessId worker : noted.subList(1, noted.size())) {
            ended += end(worker, pools) ? 1 : 0;
        }
        delete(folder);
        return ended;
    }

    /// Takes a folder away, when its workers have gone.
    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private static boolean end(ProcessId worker, PoolReader pools) {
        try (var handle = Pidfd.open(worker.pid())) {
            if (isAlive(worker, pools)) {
                handle.signal(Signal.TERM.number());
                return true;
            }
        } catch (LinuxException e) {
            return false; // It has gone.
        }
        return false;
    }

    private static boolean isAlive(ProcessId process, PoolReader pools) {
        try {
            return pools.stat(process.pid()).id().equals(process);
        } catch (Unreadable e) {
            return false;
        }
    }

    private static Optional<ProcessId> process(String line) {
        String[] word = line.split(" ", 2);
        return line.matches("[1-9]\\d{0,8} \\d{1,18}")
                ? Optional.of(new ProcessId(Integer.parseInt(word[0]), Long.parseLong(word[1])))
                : Optional.empty();
    }
}
