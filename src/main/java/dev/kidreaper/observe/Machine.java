package dev.kidreaper.observe;

import dev.kidreaper.model.Size;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The memory of the machine, or of the control group that limits a process: the total, the
/// available part, and how long processes wait for memory.
public final class Machine {
    private static final long KIB = 1024;

    private final Proc proc;
    private final Path groups;

    public Machine(Proc proc) {
        this(proc, Path.of("/sys/fs/cgroup"));
    }

    Machine(Proc proc, Path groups) {
        this.proc = proc;
        this.groups = groups;
    }

    /// The memory that a process may use: the machine's, or the limit of the narrowest control
    /// group around it if that is less (cgroup v2, `memory.max`).
    public Size memory(int pid) throws Unreadable {
        long least = field("MemTotal:");
        try {
            @Nullable Path group = group(pid);
            while (group != null && group.startsWith(groups)) {
                least = Math.min(least, limit(group.resolve("memory.max")));
                group = group.getParent();
            }
        } catch (IOException e) {
            return new Size(least); // There are no control groups v2, so it is the machine's.
        }
        return new Size(least);
    }

    /// The memory that is available without swapping (proc_meminfo(5), `MemAvailable`).
    public Size available() throws Unreadable {
        return new Size(field("MemAvailable:"));
    }

    /// The percentage of the last ten seconds in which some process waited for memory; 0 if the
    /// kernel does not tell (pressure stall information, `some avg10`).
    public double pressure() {
        try {
            String text = proc.machineText("pressure/memory");
            int at = text.indexOf("avg10=");
            return Double.parseDouble(text.substring(at + 6, text.indexOf(' ', at)));
        } catch (Unreadable | RuntimeException e) {
            return 0;
        }
    }

    private Path group(int pid) throws IOException {
        String text;
        try {
            text = proc.text(pid, "cgroup");
        } catch (Unreadable e) {
            throw new IOException(e.sentence());
        }
        for (String line : text.split("\n", -1)) {
            if (line.startsWith("0::/")) {
                return groups.resolve(line.substring("0::/".length())).normalize();
            }
        }
        throw new IOException("no control group of the second version");
    }

    private static long limit(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Long.MAX_VALUE; // The root group has no limit.
        }
        String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
        return text.equals("max") ? Long.MAX_VALUE : Long.parseLong(text);
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
