package dev.kidreaper.observe;

import java.util.ArrayList;
import java.util.List;

/// The parts of a process's address space that may hold memory (proc_pid_maps(5)).
final class Mappings {
    private Mappings() {}

    /// One of them, as numbers of pages.
    ///
    /// @param end the first page after it
    record Span(long start, long end) {
        long pages() {
            return end - start;
        }
    }

    /// Reads them: ascending, without those that nobody may touch and those of the kernel.
    static List<Span> parse(String maps, long pageSize) throws Unreadable {
        var spans = new ArrayList<Span>();
        try {
            for (int at = 0, end; (end = maps.indexOf('\n', at)) > 0; at = end + 1) {
                int dash = maps.indexOf('-', at);
                int space = maps.indexOf(' ', dash);
                boolean isKernels = maps.startsWith("[v", end - 6) || maps.charAt(at) == 'f';
                if (isKernels || maps.startsWith("---", space + 1)) {
                    continue;
                }
                long first = Long.parseUnsignedLong(maps, at, dash, 16) / pageSize;
                long after = Long.parseUnsignedLong(maps, dash + 1, space, 16) / pageSize;
                spans.add(new Span(first, after));
            }
        } catch (RuntimeException e) {
            throw new Unreadable(Unreadable.Why.BROKEN, "maps: not as proc(5) says: " + e);
        }
        return spans;
    }
}
