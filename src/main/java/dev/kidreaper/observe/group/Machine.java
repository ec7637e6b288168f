package dev.kidreaper.observe.group;

import dev.kidreaper.model.Size;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// The memory of the machine, or of the control groups that limit a process: the total, the
/// available part, and how long processes wait for memory.
public final class Machine {
    private static final long KIB = 1024;

    private final Proc proc;
    private final Path groups;

    public Machine(Proc proc) {
        this(proc, Path.of("/sys/fs/cgroup"));
    }

    /// @param groups where the control groups are mounted
    Machine(Proc proc, Path groups) {
        this.proc = proc;
        this.groups = groups;
    }

    /// The memory that a process may use: the machine's, or the limit of the narrowest control
    /// group around it if that is less (`memory.max` or `memory.high`, of the first version
    /// `memory.limit_in_bytes`).
    public Size memory(int pid) throws Unreadable {
        long least = field("MemTotal:");
        for (MemoryGroup group : groupsOf(pid)) {
            least = Math.min(least, group.limit());
        }
        return new Size(least);
    }

    /// The memory that a process can get without swapping: the machine's (proc_meminfo(5),
    /// `MemAvailable`), or what is left in a control group that limits it, if that is less.
    public Size available(int pid) throws Unreadable {
        long least = field("MemAvailable:");
        long all = field("MemTotal:");
        for (MemoryGroup group : groupsOf(pid)) {
            if (group.limit() < all) {
                least = Math.min(least, group.available());
            }
        }
        return new Size(least);
    }

    /// The percentage of the last ten seconds in which some process waited for memory (pressure
    /// stall information, `some avg10`): of the nearest control group that limits the process, of
    /// the machine if none does; 0 if the kernel does not tell.
    public double pressure(int pid) {
        MemoryGroup group = limiting(pid);
        if (group != null && group.version() == 1) {
            // Groups of the first version do not tell; the process's other group may.
            group = second(pid).stream().findFirst().orElse(null);
        }
        if (group != null) {
            OptionalDouble of = group.pressure();
            if (of.isPresent() || group.version() == 2) {
                return of.orElse(0);
            }
        }
        try {
            return someAvg10(proc.machineText("pressure/memory")).orElse(0);
        } catch (Unreadable e) {
            return 0;
        }
    }

    /// The nearest group that limits a process to less than the machine has.
    private @Nullable MemoryGroup limiting(int pid) {
        try {
            long all = field("MemTotal:");
            for (MemoryGroup group : groupsOf(pid)) {
                if (group.limit() < all) {
                    return group;
                }
            }
            return null;
        } catch (Unreadable e) {
            return null;
        }
    }

    static OptionalDouble someAvg10(String text) {
        try {
            int at = text.indexOf("avg10=");
            return at < 0
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(
                            Double.parseDouble(text.substring(at + 6, text.indexOf(' ', at))));
        } catch (RuntimeException e) {
            return OptionalDouble.empty();
        }
    }

    /// The groups around a process, the nearest first.
    private List<MemoryGroup> groupsOf(int pid) {
        var all = new ArrayList<MemoryGroup>();
        String first = ProcessGroups.of(proc, pid).path("memory");
        if (first != null) {
            all.addAll(upwards(groups.resolve("memory"), first, 1));
        }
        all.addAll(second(pid));
        return all;
    }

    /// Those of the second version. With the first version beside it, they are mounted elsewhere.
    private List<MemoryGroup> second(int pid) {
        String path = ProcessGroups.of(proc, pid).path("");
        Path hybrid = groups.resolve("unified");
        return path == null
                ? List.of()
                : upwards(Files.isDirectory(hybrid) ? hybrid : groups, path, 2);
    }

    /// A container may see its own group as the root, by another path than the machine's.
    private static List<MemoryGroup> upwards(Path root, String path, int version) {
        Path group = root.resolve(path.substring(1)).normalize();
        var all = new ArrayList<MemoryGroup>();
        if (!group.startsWith(root) || !Files.isDirectory(group)) {
            group = root;
        }
        while (group != null && group.startsWith(root)) {
            all.add(new MemoryGroup(group, version));
            group = group.getParent();
        }
        return all;
    }

    private long field(String name) throws Unreadable {
        String text = proc.machineText("meminfo");
        int at = text.indexOf(name);
        if (at < 0) {
            throw new Unreadable(Unreadable.Why.BROKEN, "meminfo: no line '" + name + "'");
        }
        String line = text.substring(at + name.length(), text.indexOf('\n', at));
        return Long.parseLong(line.replace("kB", "").strip()) * KIB;
    }
}
