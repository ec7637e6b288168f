package dev.kidreaper.observe.pidfile;

import dev.kidreaper.observe.Unreadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The way to a pidfile: each folder and each symbolic link on it, with its owner.
///
/// @param end the file itself, with no link left on the way
/// @param steps all before it, in order; the last one is the folder that the file is in
record PidfilePath(Path end, List<Step> steps) {
    private static final int OTHERS_WRITE = 0002;
    private static final int GROUP_WRITES = 0020;
    private static final int STICKY = 01000;
    private static final int ROOT = 0;
    private static final int MOST_LINKS = 40;

    /// One folder or symbolic link.
    record Step(Path path, boolean isLink, int owner, int group, int mode) {
        boolean isShared() {
            return !isLink && (mode & OTHERS_WRITE) != 0;
        }

        /// Whether a group may change what is in it. Where it is sticky, as `/tmp` is, only the
        /// owner of what is in it may.
        boolean isOfGroup() {
            return !isLink && !isSticky() && (mode & GROUP_WRITES) != 0;
        }

        boolean isSticky() {
            return (mode & STICKY) != 0;
        }

        String words() {
            return (isLink ? "the symbolic link " : "the folder ") + path;
        }
    }

    /// Walks to a file.
    ///
    /// @throws IOException if there is no such file, or its way cannot be read
    static PidfilePath to(Path file) throws IOException {
        var ahead = new ArrayDeque<Path>();
        file.toAbsolutePath().forEach(ahead::addLast);
        var steps = new ArrayList<Step>();
        Path here = Path.of("/");
        int links = 0;
        while (!ahead.isEmpty()) {
            Path next = here.resolve(ahead.removeFirst()).normalize();
            Step step = step(next);
            if (step.isLink()) {
                if (++links > MOST_LINKS) {
                    throw new IOException("too many symbolic links");
                }
                Path target = Files.readSymbolicLink(next);
                for (int i = target.getNameCount() - 1; i >= 0; i--) {
                    ahead.addFirst(target.getName(i));
                }
                here = target.isAbsolute() ? Path.of("/") : here;
                steps.add(step);
            } else {
                here = next;
                if (!ahead.isEmpty()) {
                    steps.add(step);
                }
            }
        }
        return new PidfilePath(here, steps);
    }

    private static Step step(Path path) throws IOException {
        Map<String, Object> found =
                Files.readAttributes(path, "unix:uid,gid,mode", LinkOption.NOFOLLOW_LINKS);
        return new Step(
                path,
                Files.isSymbolicLink(path),
                (Integer) found.getOrDefault("uid", -1),
                (Integer) found.getOrDefault("gid", -1),
                (Integer) found.getOrDefault("mode", OTHERS_WRITE));
    }

    /// Checks that nobody but root and the manager's user could have turned the way elsewhere. Only
    /// the last folder may be another user's: the file in it is then checked the harder.
    ///
    /// @param manager the user as whom the manager runs
    /// @param group the manager's group
    /// @return that last folder, if it is another user's; else null
    /// @throws Unreadable DENIED with the step that cannot be trusted
    @Nullable Step check(int manager, int group) throws Unreadable {
        Step last = steps.isEmpty() ? null : steps.getLast();
        for (Step step : steps) {
            if (step.isShared() && !step.isSticky()) {
                throw new Unreadable(
                        Unreadable.Why.DENIED,
                        "%s can be changed by everybody: chmod o-w it, or chmod +t as for /tmp"
                                .formatted(step.path()));
            }
            if (step.isOfGroup() && isStrange(step.group(), group)) {
                throw new Unreadable(
                        Unreadable.Why.DENIED, foreignGroup(step.words(), step.group(), group));
            }
            boolean strange = step.owner() != ROOT && step.owner() != manager;
            if (strange && !step.isShared() && (step.isLink() || !step.equals(last))) {
                throw new Unreadable(
                        Unreadable.Why.DENIED,
                        foreign(step.words(), step.owner(), manager) + ": not trusted");
            }
        }
        boolean strange = last != null && last.owner() != ROOT && last.owner() != manager;
        return strange ? last : null;
    }

    /// Whether everybody may make files where the file is.
    boolean isShared() {
        return !steps.isEmpty() && steps.getLast().isShared();
    }

    /// Whether a group is neither root's nor the manager's.
    static boolean isStrange(int group, int managers) {
        return group != ROOT && group != managers;
    }

    /// What is said of a thing that such a group may change.
    static String foreignGroup(String what, int group, int managers) {
        return ("%s can be changed by group %d, neither root's nor the manager's (%d): not trusted;"
                        + " chmod g-w it")
                .formatted(what, group, managers);
    }

    /// What is said of a thing that belongs to neither.
    static String foreign(String what, int owner, int manager) {
        return "%s belongs to uid %d, neither root nor the manager's user (%d)"
                .formatted(what, owner, manager);
    }
}
