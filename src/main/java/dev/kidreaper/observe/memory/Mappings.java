package dev.kidreaper.observe.memory;

import dev.kidreaper.observe.Unreadable;
import java.util.ArrayList;
import java.util.List;

/// The parts of a process's address space that may hold memory (proc_pid_maps(5)).
final class Mappings {
    private static final String WRITABLE = "rw-p";

    private Mappings() {}

    /// One part, as page numbers.
    ///
    /// @param end the first page after it
    record Span(long start, long end) {
        long pages() {
            return end - start;
        }
    }

    /// Anonymous memory that the process may read and write, by its addresses.
    ///
    /// @param end the first byte after it
    /// @param isHeap whether it is the heap (brk(2))
    record Area(long start, long end, boolean isHeap) {}

    /// The receiver of each line.
    private interface Visitor {
        /// @param at the place of the line
        /// @param mode the place of its permissions
        /// @param end the place of its line feed
        /// @param start the first address
        /// @param after the address after the last
        void line(int at, int mode, int end, long start, long after);
    }

    /// All parts, ascending, without inaccessible ones and those of the kernel.
    static List<Span> parse(String maps, long pageSize) throws Unreadable {
        var spans = new ArrayList<Span>();
        visit(
                maps,
                (at, mode, end, start, after) -> {
                    boolean isKernels = maps.startsWith("[v", end - 6) || maps.charAt(at) == 'f';
                    if (!isKernels && !maps.startsWith("---", mode)) {
                        spans.add(new Span(start / pageSize, after / pageSize));
                    }
                });
        return spans;
    }

    /// The anonymous parts, ascending.
    static List<Area> anonymous(String maps) throws Unreadable {
        var areas = new ArrayList<Area>();
        visit(
                maps,
                (at, mode, end, start, after) -> {
                    boolean isHeap = maps.startsWith("[heap]", end - 6);
                    // A line without a name ends in its inode, 0, and a space.
                    boolean isNameless = maps.startsWith(" 0 ", end - 3);
                    if (maps.startsWith(WRITABLE, mode) && (isHeap || isNameless)) {
                        areas.add(new Area(start, after, isHeap));
                    }
                });
        return areas;
    }

    private static void visit(String maps, Visitor visitor) throws Unreadable {
        try {
            for (int at = 0, end; (end = maps.indexOf('\n', at)) > 0; at = end + 1) {
                int dash = maps.indexOf('-', at);
                int space = maps.indexOf(' ', dash);
                long start = Long.parseUnsignedLong(maps, at, dash, 16);
                long after = Long.parseUnsignedLong(maps, dash + 1, space, 16);
                visitor.line(at, space + 1, end, start, after);
            }
        } catch (RuntimeException e) {
            throw new Unreadable(Unreadable.Why.BROKEN, "maps: not as proc(5) says: " + e);
        }
    }
}
