package dev.kidreaper.pool.started;

import dev.kidreaper.linux.BorrowedSocket;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.Pidfd;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Profiles;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/// The folder with the sockets of one pool's workers, and in it a list of who they are; and the end
/// of those that one of us, killed, has left behind.
/*
 * The first line of the list is this start of the machine, then comes a line for each process, its
 * pid and its start time: first we, then each worker as it is started. When we are killed, the
 * kernel sends the workers TERM. One that ignores it, or catches it while it is about to call
 * accept, would wait for ever at a socket that nobody can find. So such a folder is looked for: by
 * what we leave behind (see OrphanGuard), and by the next start. Whoever of the list is there, no
 * other process since its start time would differ, is let go as we would have: the kernel lends us
 * its descriptor 0, and that is ended. Only where the kernel does not, or that does not help, TERM
 * is sent again. It is in no request that anybody waits for, since nobody but the dead one could
 * reach it. So one that hangs in such a request, and catches TERM, is killed in the end.
 */
public final class OrphanCleanup {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final String PREFIX = "kidreaper-serve-";
    private static final String LIST = "processes";
    private static final Duration BY_THEMSELVES = Duration.ofSeconds(3);
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration KILLED_WITHIN = Duration.ofSeconds(5);
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private OrphanCleanup() {}

    /// Makes a folder, which belongs to that process alone.
    ///
    /// @throws IOException when others could put theirs in its place, or there is no room for it
    public static Path folder(ProcessId owner) throws IOException {
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

    /// Ends, on a thread of its own, what others of us that were killed have left behind.
    ///
    /// @param ours which is left alone
    /// @param pool for whom
    /// @param ended is told how many those were, if any
    public static void endBeside(Path ours, String pool, IntConsumer ended) {
        Thread.ofPlatform()
                .daemon()
                .name("orphans-" + pool)
                .start(() -> {
                    int some = beside(ours).stream().mapToInt(f -> end(f, Duration.ZERO)).sum();
                    if (some > 0) {
                        ended.accept(some);
                    }
                });
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

    /// Ends the workers of a folder whose owner has ended, and takes it away; waits for all that.
    ///
    /// @param grace within which the owner may end still
    /// @return how many those were; 0 also when it is no such folder, or its owner lives
    public static int end(Path folder, Duration grace) {
        return end(folder, grace, LONGEST);
    }

    /// @param patience after which those that are still there are killed
    static int end(Path folder, Duration grace, Duration patience) {
        var pools = new PoolReader(Proc.ofMachine(), _ -> Profiles.UNKNOWN);
        try {
            List<ProcessId> noted = noted(folder);
            if (noted.isEmpty() || !hasEnded(noted.getFirst(), grace, pools)) {
                return 0;
            }
            List<ProcessId> there = alive(noted.subList(1, noted.size()), pools);
            int found = there.size();
            long begun = System.nanoTime();
            Duration since = Duration.ZERO;
            while (!there.isEmpty() && since.compareTo(patience.plus(KILLED_WITHIN)) < 0) {
                boolean kill = since.compareTo(patience) >= 0;
                boolean insist = since.compareTo(BY_THEMSELVES) >= 0;
                for (ProcessId worker : there) {
                    end(worker, folder, insist, kill, pools);
                }
                LockSupport.parkNanos(LOOK_EVERY.toNanos());
                there = alive(there, pools);
                since = Duration.ofNanos(System.nanoTime() - begun);
            }
            if (there.isEmpty()) {
                delete(folder);
            }
            return found;
        } catch (IOException e) {
            return 0; // Somebody else has taken it away.
        }
    }

    /// Us and the workers; empty when that is unknown, or was before the machine started anew.
    private static List<ProcessId> noted(Path folder) throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve(LIST));
        return lines.isEmpty() || !lines.getFirst().equals(Files.readString(BOOT).strip())
                ? List.of()
                : lines.stream().map(OrphanCleanup::process).flatMap(Optional::stream).toList();
    }

    private static boolean hasEnded(ProcessId owner, Duration grace, PoolReader pools) {
        long end = System.nanoTime() + grace.toNanos();
        while (isAlive(owner, pools) && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(LOOK_EVERY.toNanos() / 10);
        }
        return !isAlive(owner, pools);
    }

    private static void end(
            ProcessId worker, Path folder, boolean insist, boolean kill, PoolReader pools) {
        try (var handle = Pidfd.open(worker.pid())) {
            if (isAlive(worker, pools) && (!endSocket(handle, folder) || insist)) {
                handle.signal((kill ? Signal.KILL : Signal.TERM).number());
            }
        } catch (LinuxException e) {
            return; // It has gone.
        }
    }

    private static boolean endSocket(Pidfd worker, Path folder) {
        try {
            return BorrowedSocket.end(worker, 0, BorrowedSocket.endpoint(folder + "/"));
        } catch (LinuxException e) {
            return false; // The kernel does not lend it to us, or it is closed.
        }
    }

    private static List<ProcessId> alive(List<ProcessId> workers, PoolReader pools) {
        return workers.stream().filter(w -> isAlive(w, pools)).toList();
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
