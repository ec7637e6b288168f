package dev.kidreaper.observe.memory;

import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Adds up what programs have got from their allocators and not given back, by a walk over what
/// these write about their own memory. For one thread at a time.
final class HeapWalk {
    /// Of all time at most such a part passes on walks, and in one reading of a pool so much.
    private static final int COST_DIVISOR = 20;

    private static final long MOST_NANOS = 250_000_000;
    private static final double NANOS = 1e9;

    /// Where this is mapped Ruby runs, whose garbage waits for its collector.
    private static final String RUBY = "/libruby";

    /// A larger heap is not walked over: it takes a quarter of a second.
    private static final long MOST_BYTES = 512L << 20;

    private int workers = 1;
    private long nanosNow;
    private long nanosLast;

    /// What was found.
    ///
    /// @param inUse handed out to the program and not given back, in bytes
    /// @param areas where that lies, and what is free between it
    /// @param isCollected whether what is needed no more stays in use until a collector runs
    record Found(long inUse, List<Mappings.Area> areas, boolean isCollected) {}

    /// Begins another reading of a pool.
    ///
    /// @param count how many workers share the time
    void begin(int count) {
        workers = count;
        nanosNow = 0;
    }

    /// Whether a worker's turn has come.
    ///
    /// @param nanos what the walks over it took so far
    /// @param seconds since it was first read
    boolean isDue(long nanos, double seconds) {
        // One reading of a pool is not to be drawn out: who does not come in it comes in the next.
        return nanosNow < MOST_NANOS && nanos * COST_DIVISOR * workers <= seconds * NANOS;
    }

    /// Walks over one.
    ///
    /// @param pages those of that process, read just before
    /// @return empty when it tells nothing, or may not be looked at
    Optional<Found> of(Proc proc, int pid, Pages pages) {
        long start = System.nanoTime();
        long paused = 0;
        try (var memory = new MemoryWindow(proc, pid, pages)) {
            var found = walked(proc, proc.text(pid, "maps"), memory);
            paused = memory.nanosPaused();
            return found;
        } catch (IOException | Unreadable e) {
            return Optional.empty(); // It is a help, no need.
        } finally {
            nanosLast = System.nanoTime() - start - paused;
            nanosNow += nanosLast;
        }
    }

    /// How long the last walk took, without its pauses.
    long nanosOfLast() {
        return nanosLast;
    }

    private static Optional<Found> walked(Proc proc, String maps, MemoryWindow memory)
            throws IOException, Unreadable {
        List<Mappings.Area> all = Mappings.anonymous(maps);
        List<Mappings.Area> heap = all.stream().filter(Mappings.Area::isHeap).toList();
        if (heap.isEmpty()) {
            return Optional.empty();
        }
        // After a fork the heap goes on in a mapping of its own.
        var main = new Mappings.Area(heap.getFirst().start(), heap.getLast().end(), true);
        if (main.end() - main.start() > MOST_BYTES) {
            return Optional.empty();
        }
        var chunks = MallocChunks.of(memory, main);
        if (chunks.isEmpty()) {
            return Optional.empty();
        }
        long inUse = chunks.get().inUse();
        var areas = new ArrayList<Mappings.Area>();
        areas.add(main);
        boolean isPython = PythonPools.mayBeIn(maps);
        for (Mappings.Area area : all) {
            if (area.isHeap()) {
                continue;
            }
            if (!MallocChunks.isThreads(memory, area)) {
                inUse += others(proc, memory, area, isPython, areas);
                continue;
            }
            chunks = MallocChunks.ofThread(memory, area);
            if (chunks.isEmpty()) {
                return Optional.empty();
            }
            inUse += chunks.get().inUse();
            areas.add(chunks.get().area());
        }
        return Optional.of(new Found(inUse, areas, maps.contains(RUBY)));
    }

    /// What is in use of a mapping of large chunks, or of pools.
    private static long others(
            Proc proc,
            MemoryWindow memory,
            Mappings.Area area,
            boolean isPython,
            List<Mappings.Area> areas)
            throws IOException {
        long large = MallocChunks.endOfMapped(memory, proc.pageSize(), area);
        areas.add(new Mappings.Area(area.start(), large, false));
        var rest = new Mappings.Area(large, area.end(), false);
        return large - area.start() + (isPython ? PythonPools.inUse(memory, rest, areas) : 0);
    }
}
