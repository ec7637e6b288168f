package dev.kidreaper.observe.group;

import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Rights;
import dev.kidreaper.observe.Unreadable;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The processes of a systemd unit, as the tree of control groups shows them.
/*
 * A unit has a group of its own name. Where that lies depends on its slice: system.slice as a rule,
 * system-NAME.slice below it for an instance of a template, anything for a unit with Slice=, and
 * below user@UID.service for a user's unit. So the usual places are looked at first, then the whole
 * tree, which is small: it has a folder for a unit, not for a process. Only where the tree is not
 * to be seen, as in a container, the processes themselves are asked.
 */
public final class UnitProcesses {
    private static final int MOST_FOLDERS = 50_000;
    private static final int ROOT = 0;
    private static final String PROCESSES = "cgroup.procs";

    private final Proc proc;
    private final Path groups;

    public UnitProcesses(Proc proc) {
        this(proc, Path.of("/sys/fs/cgroup"));
    }

    /// @param groups where the control groups are mounted
    UnitProcesses(Proc proc, Path groups) {
        this.proc = proc;
        this.groups = groups;
    }

    /// The pids of a unit's processes.
    ///
    /// @param unit its full name, such as `myapp.service`
    /// @throws Unreadable GONE if it does not run; BROKEN if there are several of that name
    public List<Integer> of(String unit) throws Unreadable {
        boolean seen = false;
        for (Path root : roots()) {
            // A user's own unit of that name may be anywhere.
            List<Path> usual = us() == ROOT ? usual(root, unit) : List.of();
            List<Path> found = usual.isEmpty() ? search(root, unit) : usual;
            if (!found.isEmpty()) {
                return members(one(unit, root, found));
            }
            seen |= showsSlices(root);
        }
        List<Integer> asked = seen ? List.of() : ask(unit);
        if (asked.isEmpty()) {
            throw new Unreadable(
                    Unreadable.Why.GONE,
                    "unit %s does not run: no control group below %s has its name"
                            .formatted(unit, groups));
        }
        return asked;
    }

    /// The systemd service that a process belongs to, such as `myapp.service`; null: none, or it is
    /// not seen. A user's service manager does not count.
    public static @Nullable String unitOf(Proc proc, int pid) {
        return ProcessGroups.of(proc, pid).service();
    }

    /// Where systemd has its tree: with control groups of the first version it is one of several.
    private List<Path> roots() {
        List<Path> several =
                Stream.of("systemd", "unified")
                        .map(groups::resolve)
                        .filter(Files::isDirectory)
                        .toList();
        return several.isEmpty() ? List.of(groups) : several;
    }

    private static List<Path> usual(Path root, String unit) {
        Path system = root.resolve("system.slice");
        int at = unit.indexOf('@');
        Path plain = system.resolve(unit);
        if (at <= 0) {
            return isPopulated(plain) ? List.of(plain) : List.of();
        }
        String template = unit.substring(0, at).replace("-", "\\x2d");
        Path instance = system.resolve("system-" + template + ".slice").resolve(unit);
        return Stream.of(plain, instance).filter(UnitProcesses::isPopulated).toList();
    }

    /// All groups of that name that have processes.
    private static List<Path> search(Path root, String unit) {
        var found = new ArrayList<Path>();
        var ahead = new ArrayDeque<File>(List.of(root.toFile()));
        for (int folders = 0; !ahead.isEmpty() && folders < MOST_FOLDERS; folders++) {
            File[] entries = ahead.remove().listFiles(File::isDirectory);
            for (File entry : entries == null ? new File[0] : entries) {
                if (!entry.getName().equals(unit)) {
                    addIfNotLeaf(entry, ahead);
                } else if (isPopulated(entry.toPath())) {
                    found.add(entry.toPath());
                }
            }
        }
        return found;
    }

    /// Most groups have none below them, which their link count tells: nobody needs to list their
    /// many files.
    private static void addIfNotLeaf(File group, Queue<File> ahead) {
        try {
            if (!Integer.valueOf(2).equals(Files.getAttribute(group.toPath(), "unix:nlink"))) {
                ahead.add(group);
            }
        } catch (IOException e) {
            return; // It has gone.
        }
    }

    private int us() {
        return Rights.ours(proc).uid();
    }

    /// A user means the own unit of that name; then, as root does, one of the machine's before
    /// another user's or a container's.
    private Path one(String unit, Path root, List<Path> found) throws Unreadable {
        String own = "user@%d.service".formatted(us());
        List<Path> ours =
                found.stream()
                        .filter(p -> us() != ROOT && names(root.relativize(p)).contains(own))
                        .toList();
        List<Path> machines =
                found.stream().filter(p -> isOfMachine(names(root.relativize(p)))).toList();
        List<Path> left = !ours.isEmpty() ? ours : !machines.isEmpty() ? machines : found;
        if (left.size() > 1) {
            throw new Unreadable(
                    Unreadable.Why.BROKEN,
                    "unit %s runs %d times (%s and %s): name the manager by pidfile or command"
                            .formatted(unit, left.size(), left.get(0), left.get(1)));
        }
        return left.getFirst();
    }

    /// Whether no other unit is around it: neither a user's service manager nor a container.
    private static boolean isOfMachine(List<String> path) {
        return path.subList(0, path.size() - 1).stream()
                .noneMatch(p -> p.endsWith(".service") || p.endsWith(".scope"));
    }

    private static List<String> names(Path path) {
        var names = new ArrayList<String>();
        path.forEach(p -> names.add(p.toString()));
        return names;
    }

    private static boolean isPopulated(Path group) {
        return !members(group).isEmpty();
    }

    /// The processes of a group and of those below it, of a bounded number of groups. Process 0 is
    /// one that we cannot see.
    private static List<Integer> members(Path group) {
        var members = new ArrayList<Integer>();
        var ahead = new ArrayDeque<Path>(List.of(group));
        for (int folders = 0; !ahead.isEmpty() && folders < MOST_FOLDERS; folders++) {
            Path next = ahead.remove();
            addMembers(next, members);
            File[] below = next.toFile().listFiles(File::isDirectory);
            for (File inner : below == null ? new File[0] : below) {
                ahead.add(inner.toPath());
            }
        }
        return members;
    }

    private static void addMembers(Path group, List<Integer> members) {
        try {
            for (String line :
                    Files.readAllLines(group.resolve(PROCESSES), StandardCharsets.US_ASCII)) {
                if (!line.equals("0")) {
                    members.add(Integer.parseInt(line));
                }
            }
        } catch (IOException | NumberFormatException e) {
            return; // It has gone.
        }
    }

    private static boolean showsSlices(Path root) {
        String[] slices = root.toFile().list((_, name) -> name.endsWith(".slice"));
        return slices != null && slices.length > 0;
    }

    private List<Integer> ask(String unit) throws Unreadable {
        return proc.pids().stream().filter(pid -> ProcessGroups.of(proc, pid).isIn(unit)).toList();
    }
}
