package dev.kidreaper.observe.memory;

import dev.kidreaper.model.MemoryBreakdown;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The pages of one process, followed from reading to reading, so that the origin of each is known.
/// For one thread at a time.
/*
 * A page that was shared at the first reading is inherited. So is a page that only the worker has,
 * if the manager has anonymous memory at that place too. An inherited page that only the worker has
 * was copied on write. Anonymous pages that appear later are the worker's own. A new page that is
 * shared is the kernel's page of zeros, or shared with a child of the worker: it counts only once
 * it is alone. This takes one byte a page, only where there are pages: 25 KB for a worker of 100
 * MB.
 */
public final class Pages {
    private static final byte ABSENT = 0;
    private static final byte SHARED = 1;
    private static final byte ALONE = 2;
    private static final byte FILE = 3;
    private static final byte FILE_ALONE = 4;
    private static final byte SWAPPED = 5;
    private static final byte WHAT = 7;
    private static final byte INHERITED = 8;

    private static final int CHUNK_PAGES = 512;
    private static final int SHIFT = 9;
    private static final byte[] NOTHING = new byte[CHUNK_PAGES];

    private final int pid;
    private @Nullable Map<Long, byte[]> states;

    public Pages(int pid) {
        this.pid = pid;
    }

    /// Takes another reading.
    ///
    /// @param manager the manager's pages, read before; null if unknown
    public MemoryBreakdown read(Proc proc, Pagemap pagemap, @Nullable Pages manager)
            throws Unreadable {
        var reading = new Reading(states, manager);
        pagemap.visit(proc, pid, reading);
        states = reading.next;
        return reading.breakdown(proc.pageSize());
    }

    /// How many pages, from one on, were in memory without a gap.
    int there(long first, int most) {
        int count = 0;
        while (count < most && isThere(state(first + count) & WHAT)) {
            count++;
        }
        return count;
    }

    private static boolean isThere(int what) {
        return what != ABSENT && what != SWAPPED;
    }

    private byte state(long page) {
        byte[] chunk = states == null ? NOTHING : states.getOrDefault(page >>> SHIFT, NOTHING);
        return chunk[(int) page & (CHUNK_PAGES - 1)];
    }

    /// The anonymous memory that only this process has, inherited or not, ascending.
    List<Mappings.Area> alone(long pageSize) {
        var areas = new ArrayList<Mappings.Area>();
        long[] chunks =
                states == null
                        ? new long[0]
                        : states.keySet().stream().mapToLong(c -> c).sorted().toArray();
        long start = -1;
        long next = -1;
        for (long chunk : chunks) {
            for (long page = chunk << SHIFT; page < (chunk + 1) << SHIFT; page++) {
                boolean isAlone = (state(page) & WHAT) == ALONE;
                if (start >= 0 && (!isAlone || page != next)) {
                    areas.add(new Mappings.Area(start * pageSize, next * pageSize, false));
                    start = -1;
                }
                start = isAlone && start < 0 ? page : start;
                next = page + 1;
            }
        }
        if (start >= 0) {
            areas.add(new Mappings.Area(start * pageSize, next * pageSize, false));
        }
        return areas;
    }

    /// The own memory in some areas, in bytes.
    long own(List<Mappings.Area> areas, long pageSize) {
        long own = 0;
        for (Mappings.Area area : areas) {
            long end = area.end() / pageSize;
            for (long page = area.start() / pageSize; page < end; page++) {
                own += state(page) == ALONE ? 1 : 0;
            }
        }
        return own * pageSize;
    }

    /// Whether the process has anonymous memory at a page.
    private boolean hasAnonymous(long chunk, int page) {
        if (states == null) {
            return false;
        }
        int what = states.getOrDefault(chunk, NOTHING)[page] & WHAT;
        return what == SHARED || what == ALONE || what == SWAPPED;
    }

    /// One reading under way.
    private static final class Reading implements Pagemap.Visitor {
        private final @Nullable Map<Long, byte[]> before;
        private final @Nullable Pages manager;
        private final Map<Long, byte[]> next = new HashMap<>();
        private long at = -1;
        private byte[] was = NOTHING;
        private byte[] is = NOTHING;
        private long shared;
        private long apart;
        private long own;
        private long file;
        private long fileAlone;
        private long swapped;

        Reading(@Nullable Map<Long, byte[]> before, @Nullable Pages manager) {
            this.before = before;
            this.manager = manager;
        }

        @Override
        public void page(long number, Pagemap.Kind kind) {
            long chunk = number >>> SHIFT;
            if (chunk != at) {
                at = chunk;
                was = before == null ? NOTHING : before.getOrDefault(chunk, NOTHING);
                is = next.computeIfAbsent(chunk, _ -> inheritance(was));
            }
            int page = (int) number & (CHUNK_PAGES - 1);
            is[page] = state(kind, was[page], chunk, page);
            count(is[page]);
        }

        /// The marks of inherited pages, which stay even while no page is there.
        private static byte[] inheritance(byte[] was) {
            var marks = new byte[CHUNK_PAGES];
            for (int page = 0; page < CHUNK_PAGES; page++) {
                marks[page] = (byte) (was[page] & INHERITED);
            }
            return marks;
        }

        private byte state(Pagemap.Kind kind, byte old, long chunk, int page) {
            byte inherited = (byte) (old & INHERITED);
            return switch (kind) {
                case FILE -> FILE;
                case FILE_ALONE -> FILE_ALONE;
                case SWAPPED -> (byte) (SWAPPED | inherited);
                case ALONE -> (byte) (ALONE | (isInherited(old, chunk, page) ? INHERITED : 0));
                case SHARED -> {
                    if (before == null) {
                        yield SHARED | INHERITED;
                    }
                    int what = old & WHAT;
                    yield what == SHARED || what == ALONE ? old : (byte) (ABSENT | inherited);
                }
            };
        }

        /// Whether a page that only the worker has came from its manager: it was shared before, or
        /// of a file of which the worker has a private copy now.
        private boolean isInherited(byte old, long chunk, int page) {
            if (before != null) {
                return (old & INHERITED) != 0 || (old & WHAT) == FILE || (old & WHAT) == FILE_ALONE;
            }
            return manager != null && manager.hasAnonymous(chunk, page);
        }

        private void count(byte state) {
            switch (state & WHAT) {
                case SHARED -> shared++;
                case FILE -> file++;
                case FILE_ALONE -> {
                    file++;
                    fileAlone++;
                }
                case SWAPPED -> swapped++;
                case ALONE -> {
                    if ((state & INHERITED) != 0) {
                        apart++;
                    } else {
                        own++;
                    }
                }
                default -> {}
            }
        }

        MemoryBreakdown breakdown(long pageSize) {
            return new MemoryBreakdown(
                    shared * pageSize,
                    apart * pageSize,
                    own * pageSize,
                    file * pageSize,
                    fileAlone * pageSize,
                    swapped * pageSize);
        }
    }
}
