package dev.kidreaper.observe.memory;

import dev.kidreaper.model.PieceSizes;
import dev.kidreaper.model.Referrers;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Threads;
import dev.kidreaper.observe.Unreadable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The two looks at one process's heap that tell who refers to what it accumulated between them.
/// For one thread at a time.
final class ReferrerLook {
    /// More private memory than this is not searched for pointers.
    private static final long MOST_BYTES = 128L << 20;

    /// A heap that changes while one walks over it tells nothing. A moment later it may rest.
    private static final int MOST_TRIES = 3;

    private static final long PAUSE_NANOS = 20_000_000;

    private @Nullable PieceMarks marks;
    private @Nullable PieceSizes inUse;
    private @Nullable Referrers referrers;

    /// Who refers to what accumulated; null if that is not known.
    @Nullable Referrers referrers() {
        return referrers;
    }

    /// A walk over the heap that told something.
    ///
    /// @param recorder what got its pieces
    /// @param pages the process's pages, read just before
    private record Walk<R>(R recorder, HeapWalk.Found found, Pages pages) {}

    /// The process's pages. A walk sees no page that the process has got since they were read, so
    /// each walk begins with a reading.
    interface Paging {
        Pages read() throws Unreadable;
    }

    /// Takes the first look, if none has told anything yet: notes where the pieces are.
    ///
    /// @return whether that is known now
    boolean begin(Proc proc, int pid, Paging paging) {
        if (marks != null) {
            return true;
        }
        try {
            walked(proc, pid, paging, PieceMarks::new)
                    .ifPresent(walk -> {
                        marks = walk.recorder();
                        inUse = walk.found().pieces();
                    });
        } catch (IOException | Unreadable e) {
            marks = null; // It helps, but is not needed.
        }
        return marks != null;
    }

    /// Takes the second look: who refers to the pieces that came since. Nothing if there was no
    /// first one.
    ///
    /// @return whether there is nothing more to see: false if the heap changed meanwhile
    boolean end(Proc proc, int pid, Paging paging) {
        if (marks == null || inUse == null || referrers != null) {
            return true;
        }
        try {
            return second(proc, pid, paging, marks, inUse);
        } catch (IOException | Unreadable e) {
            return true; // As above.
        }
    }

    /// Walks over the heap, again if it changed meanwhile.
    ///
    /// @param recorder makes what gets the pieces of one walk
    private static <R extends FoundPieces.Recorder> Optional<Walk<R>> walked(
            Proc proc, int pid, Paging paging, Supplier<R> recorder)
            throws IOException, Unreadable {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            if (tries > 0) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            R here = recorder.get();
            Pages pages = paging.read();
            var found = HeapWalk.recorded(proc, pid, pages, here);
            if (found.isPresent()) {
                return Optional.of(new Walk<>(here, found.get(), pages));
            }
        }
        return Optional.empty();
    }

    /*
     * What nothing refers to is not told of in PHP, which frees it at the end of the request; in
     * Ruby, whose objects are not known one by one; and if the process has children, which share
     * the pages with the pointers.
     */
    private boolean second(Proc proc, int pid, Paging paging, PieceMarks first, PieceSizes then)
            throws IOException, Unreadable {
        String maps = proc.text(pid, "maps");
        var walk =
                walked(proc, pid, paging, () -> new NewPieces(first, new HeapMap(maps)))
                        .orElse(null);
        if (walk == null) {
            return false;
        }
        List<Mappings.Area> areas = walk.pages().alone(proc.pageSize());
        if (areas.stream().mapToLong(a -> a.end() - a.start()).sum() > MOST_BYTES) {
            return true;
        }
        NewPieces pieces = walk.recorder();
        HeapWalk.Found found = walk.found();
        var accumulated = pieces.accumulating(then, found.pieces());
        if (accumulated.count() == 0) {
            return true;
        }
        boolean isTold =
                !found.isCollected()
                        && !PhpChunks.mayBeIn(maps)
                        && Threads.children(proc, pid).isEmpty();
        boolean isPython = PythonPools.mayBeIn(maps);
        HeapMap heap = pieces.heap();
        long most = MemoryWindow.SEARCH_NANOS;
        try (var window = new MemoryWindow(proc, pid, walk.pages(), most)) {
            var memory = new PrivateMemory(window, areas, heap, found.areas(), isPython);
            referrers =
                    new ReferrerSearch(accumulated, pieces.largestOf(accumulated), heap, memory)
                            .search(pieces.all(), isTold, isPython);
            return true;
        }
    }
}
