package dev.kidreaper.observe.memory;

import dev.kidreaper.model.PieceSizes;
import dev.kidreaper.model.Referrers;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Threads;
import dev.kidreaper.observe.Unreadable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The two looks at one process's heap that tell who refers to what it accumulated between them.
/// For one thread at a time.
final class ReferrerLook {
    /// More private memory than this is not searched for pointers.
    private static final long MOST_BYTES = 128L << 20;

    private @Nullable PieceMarks marks;
    private @Nullable PieceSizes inUse;
    private @Nullable Referrers referrers;

    /// Who refers to what accumulated; null if that is not known.
    @Nullable Referrers referrers() {
        return referrers;
    }

    /// Takes the first look: notes where the pieces are.
    ///
    /// @param pages the process's pages, read just before
    void begin(Proc proc, int pid, Pages pages) {
        try {
            var first = new PieceMarks();
            HeapWalk.recorded(proc, pid, pages, first)
                    .ifPresent(found -> {
                        marks = first;
                        inUse = found.pieces();
                    });
        } catch (IOException | Unreadable e) {
            marks = null; // It helps, but is not needed.
        }
    }

    /// Takes the second look: who refers to the pieces that came since. Nothing if there was no
    /// first one.
    void end(Proc proc, int pid, Pages pages) {
        if (marks == null || inUse == null) {
            return;
        }
        try {
            referrers = second(proc, pid, pages, marks, inUse);
        } catch (IOException | Unreadable e) {
            referrers = null;
        }
    }

    /*
     * What nothing refers to is not called lost if a collector may still free it; in PHP, which
     * frees it at the end of the request; and if the process has children, which share the pages
     * with the pointers.
     */
    private static @Nullable Referrers second(
            Proc proc, int pid, Pages pages, PieceMarks first, PieceSizes then)
            throws IOException, Unreadable {
        var pieces = new NewPieces(first);
        var found = HeapWalk.recorded(proc, pid, pages, pieces);
        List<Mappings.Area> areas = pages.alone(proc.pageSize());
        long bytes = areas.stream().mapToLong(a -> a.end() - a.start()).sum();
        if (found.isEmpty() || bytes > MOST_BYTES) {
            return null;
        }
        var accumulated = pieces.accumulating(then, found.get().pieces());
        if (accumulated.count() == 0) {
            return null;
        }
        boolean isLoose =
                found.get().isCollected()
                        || PhpChunks.mayBeIn(proc.text(pid, "maps"))
                        || !Threads.children(proc, pid).isEmpty();
        try (var memory = new MemoryWindow(proc, pid, pages)) {
            return new ReferrerSearch(accumulated, pieces.marks(), memory, areas)
                    .search(isLoose ? NewPieces.Places.NONE : pieces.all());
        }
    }
}
