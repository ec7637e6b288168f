package dev.kidreaper.observe.memory;

import dev.kidreaper.model.PieceSizes;
import dev.kidreaper.model.Referrers;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Threads;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.observe.memory.referrers.HeapMap;
import dev.kidreaper.observe.memory.referrers.Language;
import dev.kidreaper.observe.memory.referrers.NewPieces;
import dev.kidreaper.observe.memory.referrers.PieceMarks;
import dev.kidreaper.observe.memory.referrers.PieceRecorder;
import dev.kidreaper.observe.memory.referrers.Places;
import dev.kidreaper.observe.memory.referrers.ReferrerSearch;
import java.io.IOException;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

    /// What nothing refers to is not told of in PHP, which frees it at the end of the request, and
    /// in Ruby, whose objects are not known one by one. Nor if the process has children, which
    /// share the pages with the pointers.
    private static final Set<Language> UNTOLD = EnumSet.of(Language.PHP, Language.RUBY);

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
    private static <R extends PieceRecorder> Optional<Walk<R>> walked(
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

    /// @return whether there is nothing more to see, as above
    private boolean second(Proc proc, int pid, Paging paging, PieceMarks first, PieceSizes then)
            throws IOException, Unreadable {
        Set<Language> languages = Language.allIn(proc.text(pid, "maps"));
        var walk =
                walked(proc, pid, paging, () -> new NewPieces(first, new HeapMap(languages)))
                        .orElse(null);
        if (walk == null) {
            return false;
        }
        Places areas = places(walk.pages().alone(proc.pageSize()));
        NewPieces pieces = walk.recorder();
        HeapWalk.Found found = walk.found();
        Places accumulated = pieces.accumulating(then, found.pieces());
        if (areas.bytes() > MOST_BYTES || accumulated.count() == 0) {
            return true;
        }
        boolean isTold =
                Collections.disjoint(languages, UNTOLD) && Threads.children(proc, pid).isEmpty();
        long most = MemoryWindow.SEARCH_NANOS;
        try (var window = new MemoryWindow(proc, pid, walk.pages(), most)) {
            Places heaps = places(found.areas());
            referrers = ReferrerSearch.of(window, areas, heaps, pieces, accumulated, isTold);
            return true;
        }
    }

    private static Places places(List<Mappings.Area> areas) {
        List<Mappings.Area> ascending =
                areas.stream()
                        .filter(area -> area.end() > area.start())
                        .sorted(Comparator.comparingLong(Mappings.Area::start))
                        .toList();
        return new Places(
                ascending.stream().mapToLong(Mappings.Area::start).toArray(),
                ascending.stream().mapToLong(Mappings.Area::end).toArray());
    }
}
