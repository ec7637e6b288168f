package dev.kidreaper.observe;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Map;

/// A file in which a manager has written its pid. It is only another program's claim, and where
/// everybody may write it may be a stranger's. It is trusted only if nobody but root and the
/// manager's own user could have written it, and if it is no older than the process it names.
public final class Pidfile {
    private static final int MOST_BYTES = 64;
    private static final int OTHERS_WRITE = 0002;
    private static final int STICKY = 01000;
    private static final int ROOT = 0;
    private static final int MOST_LINKS = 40;

    /// The tolerance of times: start times are exact to a clock tick, and the clock may have been
    /// set.
    private static final double TOLERANCE_SECONDS = 2;

    private Pidfile() {}

    /// The pid of the manager that the file names.
    ///
    /// @throws Unreadable GONE if no such manager runs, DENIED if the file cannot be trusted or
    ///   read, BROKEN if it does not hold one number
    public static int manager(Path file, Proc proc, PoolReader pools) throws Unreadable {
        try {
            return check(file, proc, pools);
        } catch (NoSuchFileException e) {
            throw new Unreadable(
                    Unreadable.Why.GONE,
                    "no pidfile %s: is the manager running, and started with that file?"
                            .formatted(file));
        } catch (AccessDeniedException e) {
            throw new Unreadable(
                    Unreadable.Why.DENIED,
                    "may not read %s: run as its owner or as root".formatted(file));
        } catch (IOException e) {
            throw new Unreadable(
                    Unreadable.Why.BROKEN, "cannot read %s: %s".formatted(file, e.getMessage()));
        }
    }

    private static int check(Path file, Proc proc, PoolReader pools)
            throws IOException, Unreadable {
        Path real = file.toRealPath();
        if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
            throw new Unreadable(Unreadable.Why.BROKEN, file + " is not a regular file");
        }
        int pid = number(file, real);
        Stat stat;
        try {
            stat = pools.stat(pid);
        } catch (Unreadable e) {
            if (e.why() != Unreadable.Why.GONE) {
                throw e;
            }
            throw new Unreadable(
                    Unreadable.Why.GONE, "%s is stale: no process has pid %d".formatted(file, pid));
        }
        int user = Credentials.of(proc, pid).effectiveUid();
        checkOwners(file, user);
        double age = proc.uptimeSeconds() - (double) stat.id().startTicks() / proc.ticksPerSecond();
        Instant started = Instant.now().minusMillis((long) ((age + TOLERANCE_SECONDS) * 1000));
        if (Files.getLastModifiedTime(real).toInstant().isBefore(started)) {
            throw new Unreadable(
                    Unreadable.Why.GONE,
                    "%s is stale: it was written before the process with pid %d started"
                            .formatted(file, pid));
        }
        return pid;
    }

    private static int number(Path file, Path real) throws IOException, Unreadable {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(real)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1).strip();
        if (!text.matches("[0-9]{1,9}") || bytes.length > MOST_BYTES || text.matches("0+")) {
            String found = text.isEmpty() ? "is empty" : "does not hold one number";
            throw new Unreadable(
                    Unreadable.Why.BROKEN, "%s %s: a pidfile is one pid".formatted(file, found));
        }
        return Integer.parseInt(text);
    }

    /// Checks that everything on the way to the number belongs to root or the manager's user: each
    /// folder, each symbolic link, the file. A folder where everybody may write must be sticky, so
    /// that only an entry's owner can replace it.
    private static void checkOwners(Path file, int manager) throws IOException, Unreadable {
        var ahead = new ArrayDeque<Path>();
        file.toAbsolutePath().forEach(ahead::addLast);
        Path here = Path.of("/");
        int links = 0;
        while (!ahead.isEmpty()) {
            Path next = here.resolve(ahead.removeFirst()).normalize();
            Map<String, Object> attributes = attributes(next);
            if (Files.isSymbolicLink(next)) {
                checkOwner("the symbolic link " + next, attributes, manager);
                if (++links > MOST_LINKS) {
                    throw new IOException("too many symbolic links");
                }
                Path target = Files.readSymbolicLink(next);
                for (int i = target.getNameCount() - 1; i >= 0; i--) {
                    ahead.addFirst(target.getName(i));
                }
                here = target.isAbsolute() ? Path.of("/") : here;
            } else {
                checkEntry(next, attributes, manager);
                here = next;
            }
        }
    }

    private static void checkEntry(Path entry, Map<String, Object> attributes, int manager)
            throws Unreadable {
        boolean folder = Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
        boolean shared = (mode(attributes) & OTHERS_WRITE) != 0;
        if (folder && shared && (mode(attributes) & STICKY) != 0) {
            return;
        }
        if (shared) {
            throw new Unreadable(
                    Unreadable.Why.DENIED,
                    "%s can be changed by everybody: chmod o-w it".formatted(entry)
                            + (folder ? ", or chmod +t as for /tmp" : ""));
        }
        checkOwner(folder ? "the folder " + entry : entry.toString(), attributes, manager);
    }

    private static void checkOwner(String what, Map<String, Object> attributes, int manager)
            throws Unreadable {
        int owner = (Integer) attributes.getOrDefault("uid", -1);
        if (owner != ROOT && owner != manager) {
            throw new Unreadable(
                    Unreadable.Why.DENIED,
                    "%s belongs to uid %d, neither root nor the manager's user (%d): not trusted"
                            .formatted(what, owner, manager));
        }
    }

    private static int mode(Map<String, Object> attributes) {
        return (Integer) attributes.getOrDefault("mode", OTHERS_WRITE);
    }

    private static Map<String, Object> attributes(Path path) throws IOException {
        return Files.readAttributes(path, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
    }
}
