package dev.kidreaper.observe.group;

import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The control groups of one process (`/proc/PID/cgroup`; cgroups(7)).
///
/// @param lines of the file: `4:memory:/path`, `1:name=systemd:/path`, `0::/path`
record ProcessGroups(List<String> lines) {
    /// Those of a process; none if they cannot be read.
    static ProcessGroups of(Proc proc, int pid) {
        try {
            return new ProcessGroups(List.of(proc.text(pid, "cgroup").split("\n", -1)));
        } catch (Unreadable e) {
            return new ProcessGroups(List.of());
        }
    }

    /// The path of the group in the hierarchy of a controller; null if there is none.
    ///
    /// @param controller such as `memory`; empty for the second version's only hierarchy
    @Nullable String path(String controller) {
        for (String line : lines) {
            String[] field = line.split(":", 3);
            if (field.length == 3
                    && field[2].startsWith("/")
                    && List.of(field[1].split(",", -1)).contains(controller)) {
                return field[2];
            }
        }
        return null;
    }

    /// Whether the process is in a group of that name, or in a group below it.
    boolean isIn(String name) {
        return lines.stream()
                .map(line -> line.substring(line.lastIndexOf(':') + 1))
                .anyMatch(path -> Arrays.asList(path.split("/", -1)).contains(name));
    }

    /// The innermost service in which the process is; null if it is in none.
    @Nullable String service() {
        return lines.stream()
                .map(line -> line.substring(line.lastIndexOf('/') + 1))
                .filter(n -> n.endsWith(".service") && !n.startsWith("user@"))
                .findFirst()
                .orElse(null);
    }
}
