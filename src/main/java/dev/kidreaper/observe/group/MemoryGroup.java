package dev.kidreaper.observe.group;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.Set;

/// A control group that may limit the memory of its processes (cgroups(7); the kernel's
/// Documentation/admin-guide/cgroup-v2 and cgroup-v1/memory). What it does not tell limits nothing.
///
/// @param folder its files
/// @param version 1 or 2
record MemoryGroup(Path folder, int version) {
    private static final long NONE = Long.MAX_VALUE;

    /// What the kernel takes back as soon as others need memory: files' pages.
    private static final Set<String> RECLAIMABLE_1 =
            Set.of("total_inactive_file", "total_active_file");

    private static final Set<String> RECLAIMABLE_2 =
            Set.of("inactive_file", "active_file", "slab_reclaimable");

    /// How much memory its processes may use, in bytes; the largest number: as much as there is.
    /// Above `memory.high` they are held up until some is free again, so that is a limit too.
    long limit() {
        return version == 1
                ? number("memory.limit_in_bytes")
                : Math.min(number("memory.max"), number("memory.high"));
    }

    /// What is left to its limit if the kernel takes back what it can, in bytes; the largest
    /// number: as much as there is.
    long available() {
        long limit = limit();
        long used = number(version == 1 ? "memory.usage_in_bytes" : "memory.current");
        if (limit == NONE || used == NONE) {
            return NONE;
        }
        return Math.max(0, limit - used + Math.min(used, reclaimable()));
    }

    /// The percentage of the last ten seconds in which some of its processes waited for memory;
    /// empty if it does not tell.
    OptionalDouble pressure() {
        return Machine.someAvg10(text("memory.pressure"));
    }

    private long reclaimable() {
        Set<String> names = version == 1 ? RECLAIMABLE_1 : RECLAIMABLE_2;
        long sum = 0;
        for (String line : text("memory.stat").split("\n", -1)) {
            int blank = line.indexOf(' ');
            if (blank > 0 && names.contains(line.substring(0, blank))) {
                sum += number(line.substring(blank + 1), 0);
            }
        }
        return sum;
    }

    private long number(String file) {
        return number(text(file).strip(), NONE);
    }

    /// A number, or what a word such as `max` stands for.
    private static long number(String text, long otherwise) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    private String text(String file) {
        try {
            return Files.readString(folder.resolve(file), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return ""; // The root has no limit, and not every kernel tells everything.
        }
    }
}
