package dev.kidreaper.observe.pidfile;

import dev.kidreaper.linux.Errno;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.OpenFile;
import dev.kidreaper.observe.Credentials;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Stat;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.trust.Outsider;
import dev.kidreaper.trust.PathStep;
import dev.kidreaper.trust.Trusted;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// A file in which a manager has written its pid. It is only another program's claim, and where
/// everybody may write it may be a stranger's. It is trusted only if nobody but root and the
/// manager's own user could have written it or put it there, and if it is no older than the process
/// it names.
/*
 * The file is opened once, without following a link and without waiting for a pipe's writer. All
 * that is said of it is asked of the open file. What is trusted of a file in another user's folder,
 * and why: docs/decisions/0026-pidfiles.md.
 */
public final class Pidfile {
    private static final int MOST_BYTES = 64;

    private Pidfile() {}

    /// The pid of the manager that the file names.
    ///
    /// @throws Unreadable GONE if no such manager runs, DENIED if the file cannot be trusted or
    ///   read, BROKEN if it does not hold one number
    public static int manager(Path file, Proc proc, PoolReader pools) throws Unreadable {
        try {
            PidfilePath way = PidfilePath.to(file);
            try (var open = OpenFile.ofStranger(way.end().toString(), MOST_BYTES + 1)) {
                return check(file, way, open, proc, pools);
            }
        } catch (NoSuchFileException e) {
            throw absent(file);
        } catch (AccessDeniedException e) {
            throw closed(file);
        } catch (IOException e) {
            throw broken("cannot read %s: %s".formatted(file, e.getMessage()));
        } catch (LinuxException e) {
            throw switch (e.errno()) {
                case Errno.ENOENT -> absent(file);
                case Errno.EACCES -> closed(file);
                case Errno.ELOOP, Errno.ENXIO -> broken(file + " is not a regular file");
                default -> broken("cannot read %s: %s".formatted(file, e.sentence()));
            };
        }
    }

    private static int check(Path file, PidfilePath way, OpenFile open, Proc proc, PoolReader pools)
            throws IOException, LinuxException, Unreadable {
        FileFacts facts = FileFacts.of(way.end(), open);
        if (!facts.self().isRegular()) {
            throw broken(file + " is not a regular file");
        }
        int pid = number(file, open);
        Stat process = process(file, pid, pools);
        Credentials user = Credentials.of(proc, pid);
        PathStep theirs = way.check(user.effectiveUid(), user.effectiveGid());
        checkOwner(way.end(), facts, user);
        if (facts.names() != 1 && (way.isShared() || theirs != null)) {
            throw denied(
                    "%s has %d names: somebody may have linked another program's file there"
                            .formatted(file, facts.names()));
        }
        var times = PidfileTimes.of(facts, process, proc);
        if (theirs != null) {
            checkInTheirFolder(file, theirs, facts, times, user);
        }
        // Where the clock leaves a doubt, the process must be somebody's manager for certain.
        if (times.isStale() || (times.looksStale() && pools.manager(pid).profile().isUnknown())) {
            throw new Unreadable(
                    Unreadable.Why.GONE,
                    "%s is stale: it was written before the process with pid %d started"
                            .formatted(file, pid));
        }
        return pid;
    }

    private static int number(Path file, OpenFile open) throws LinuxException, Unreadable {
        int length = open.read();
        return number(file, open.text(), length);
    }

    /// The one number in a text.
    static int number(Path file, String written, int length) throws Unreadable {
        String text = written.strip();
        if (!text.matches("[0-9]{1,9}") || length > MOST_BYTES || text.matches("0+")) {
            String found = text.isEmpty() ? "is empty" : "does not hold one number";
            throw broken("%s %s: a pidfile is one pid".formatted(file, found));
        }
        return Integer.parseInt(text);
    }

    private static Stat process(Path file, int pid, PoolReader pools) throws Unreadable {
        try {
            return pools.stat(pid);
        } catch (Unreadable e) {
            if (e.why() != Unreadable.Why.GONE) {
                throw e;
            }
            throw new Unreadable(
                    Unreadable.Why.GONE, "%s is stale: no process has pid %d".formatted(file, pid));
        }
    }

    private static void checkOwner(Path file, FileFacts facts, Credentials user) throws Unreadable {
        int manager = user.effectiveUid();
        int group = user.effectiveGid();
        Outsider who = facts.self().outsider(Trusted.of(manager, group));
        if (who != null) {
            throw denied(
                    switch (who) {
                        case Outsider.Everybody all ->
                                "%s %s: chmod o-w it".formatted(file, all.words());
                        case Outsider.Members of ->
                                PidfilePath.foreignGroup(file.toString(), of, group);
                        case Outsider.Owner of -> PidfilePath.foreign(file.toString(), of, manager);
                    });
        }
    }

    /// The owner of the folder cannot write the file, but could have moved another one there.
    private static void checkInTheirFolder(
            Path file, PathStep folder, FileFacts facts, PidfileTimes times, Credentials user)
            throws Unreadable {
        String problem =
                facts.self().groupWrites()
                        ? "its group can change it"
                        : times.wasTouched()
                                ? "it was moved or changed after it was written"
                                : !user.isOnly(facts.self().owner())
                                        ? "its owner, uid %d, is not the process's user"
                                                .formatted(facts.self().owner())
                                        : null;
        if (problem != null) {
            throw denied(
                    "%s is in the folder of uid %d, and %s: not trusted; name the manager by its"
                                    .formatted(file, folder.owner(), problem)
                            + " pid, or by command or systemd-unit in a configuration");
        }
    }

    private static Unreadable absent(Path file) {
        return new Unreadable(
                Unreadable.Why.GONE,
                "no pidfile %s: is the manager running, and started with that file?"
                        .formatted(file));
    }

    private static Unreadable closed(Path file) {
        return denied("may not read %s: run as its owner or as root".formatted(file));
    }

    private static Unreadable denied(String sentence) {
        return new Unreadable(Unreadable.Why.DENIED, sentence);
    }

    private static Unreadable broken(String sentence) {
        return new Unreadable(Unreadable.Why.BROKEN, sentence);
    }
}
