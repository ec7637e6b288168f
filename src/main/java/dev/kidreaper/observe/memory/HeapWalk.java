package dev.kidreaper.observe.memory;

import dev.kidreaper.model.PieceSizes;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.observe.memory.referrers.Language;
import dev.kidreaper.observe.memory.referrers.PieceRecorder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The walk over a program's heap: it adds up what the program has allocated and not given back, by
/// the allocators' own headers. For one thread at a time.
final class HeapWalk {
    /// Walks take at most this part of the time (one in this many).
    private static final int COST_DIVISOR = 20;

    private static final long MOST_NANOS = 250_000_000;
    private static final double NANOS = 1e9;

    /// Other allocators, by a part of the name of a mapping.
    private static final Map<String, String> FOREIGN =
            Map.of(
                    "jemalloc", "jemalloc",
                    "tcmalloc", "tcmalloc",
                    "mimalloc", "mimalloc",
                    "/ld-musl", "musl");

    private String foreign = "";
    private int workers = 1;
    private long nanosNow;
    private long nanosLast;

    /// The result of a walk.
    ///
    /// @param inUse allocated and not given back, in bytes
    /// @param areas the memory that was walked, with its free parts
    /// @param isCollected whether garbage stays in use until a collector runs
    /// @param pieces what is in use, by size
    record Found(long inUse, List<Mappings.Area> areas, boolean isCollected, PieceSizes pieces) {}

    /// Begins a reading of a pool.
    ///
    /// @param count how many workers share the time
    void begin(int count) {
        workers = count;
        nanosNow = 0;
    }

    /// Whether a walk of a worker is due.
    ///
    /// @param nanos the time of its walks so far
    /// @param seconds since it was first read
    boolean isDue(long nanos, double seconds) {
        // A reading of a pool must not take long: a worker without a walk now has one in the next.
        return nanosNow < MOST_NANOS && nanos * COST_DIVISOR * workers <= seconds * NANOS;
    }

    /// Walks over the heap of a process.
    ///
    /// @param pages the process's pages, read just before
    /// @return empty if the heap tells nothing, or may not be read
    Optional<Found> of(Proc proc, int pid, Pages pages) {
        long start = System.nanoTime();
        long paused = 0;
        try (var memory = new MemoryWindow(proc, pid, pages)) {
            String maps = proc.text(pid, "maps");
            foreign = foreign(maps);
            var found = walked(proc, maps, memory, new FoundPieces(null));
            paused = memory.nanosPaused();
            return found;
        } catch (IOException | Unreadable e) {
            return Optional.empty(); // A walk helps, but is not needed.
        } finally {
            nanosLast = System.nanoTime() - start - paused;
            nanosNow += nanosLast;
        }
    }

    /// Walks over the heap of a process and tells where its pieces are.
    ///
    /// @param pages the process's pages, read just before
    /// @param recorder gets each piece, also if the heap then turns out to tell nothing
    static Optional<Found> recorded(Proc proc, int pid, Pages pages, PieceRecorder recorder)
            throws IOException, Unreadable {
        try (var memory = new MemoryWindow(proc, pid, pages)) {
            return walked(proc, proc.text(pid, "maps"), memory, new FoundPieces(recorder));
        }
    }

    private static String foreign(String maps) {
        return FOREIGN.keySet().stream()
                .filter(maps::contains)
                .findFirst()
                .map(FOREIGN::get)
                .orElse("");
    }

    /// The allocator of the last process if it is known by name and not read: jemalloc, say. Empty
    /// if it is none of these.
    String foreign() {
        return foreign;
    }

    /// The time of the last walk, without its pauses.
    long nanosOfLast() {
        return nanosLast;
    }

    private static Optional<Found> walked(
            Proc proc, String maps, MemoryWindow memory, FoundPieces pieces)
            throws IOException, Unreadable {
        List<Mappings.Area> all = Mappings.anonymous(maps);
        List<Mappings.Area> heap = all.stream().filter(Mappings.Area::isHeap).toList();
        if (heap.isEmpty()) {
            return Optional.empty();
        }
        // After a fork the heap continues in a mapping of its own.
        var main = new Mappings.Area(heap.getFirst().start(), heap.getLast().end(), true);
        if (main.end() - main.start() > MemoryWindow.MOST_BYTES) {
            return Optional.empty();
        }
        var chunks = MallocChunks.of(memory, main, pieces);
        if (chunks.isEmpty()) {
            return Optional.empty();
        }
        long inUse = chunks.get().inUse();
        var areas = new ArrayList<Mappings.Area>();
        areas.add(main);
        if (Language.PHP.mayBeIn(maps)) {
            var php = PhpChunks.in(memory, all, pieces);
            if (php.isEmpty()) {
                return Optional.empty();
            }
            inUse += php.get().inUse();
            areas.addAll(php.get().areas());
        }
        boolean isPython = Language.PYTHON.mayBeIn(maps);
        for (Mappings.Area area : all) {
            if (area.isHeap()) {
                continue;
            }
            if (!MallocChunks.isThreads(memory, area)) {
                inUse += others(proc, memory, area, isPython, areas, pieces);
                continue;
            }
            chunks = MallocChunks.ofThread(memory, area, pieces);
            if (chunks.isEmpty()) {
                return Optional.empty();
            }
            inUse += chunks.get().inUse();
            areas.add(chunks.get().area());
        }
        return Optional.of(new Found(inUse, areas, Language.RUBY.mayBeIn(maps), pieces.sizes()));
    }

    /// What is in use in a mapping of large chunks, or of pools.
    private static long others(
            Proc proc,
            MemoryWindow memory,
            Mappings.Area area,
            boolean isPython,
            List<Mappings.Area> areas,
            FoundPieces pieces)
            throws IOException {
        long large = MallocChunks.endOfMapped(memory, proc.pageSize(), area, pieces);
        areas.add(new Mappings.Area(area.start(), large, false));
        var rest = new Mappings.Area(large, area.end(), false);
        return large
                - area.start()
                + (isPython ? PythonPools.inUse(memory, rest, areas, pieces) : 0);
    }
}
