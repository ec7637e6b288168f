package dev.kidreaper.observe.memory.referrers;

import java.util.Set;

/// A map of a heap: where the pieces in use begin and end. For one thread.
/*
 * A piece is one object, as a rule. But Perl and Ruby keep their objects in pieces of their own
 * (arenas, heap pages), and PHP in runs of pages: there it is unknown where an object begins.
 */
public final class HeapMap implements PieceRecorder {
    /// Perl's arenas (sv.c), and what may be missing of the last object in one.
    private static final int ARENA_BYTES = 4080;

    private static final int LARGEST_IN_ARENA = 256;

    /// Ruby's heap pages (gc.c), with malloc's rest beside them.
    private static final int LEAST_PAGE_BYTES = 15 << 10;

    private static final int MOST_PAGE_BYTES = 72 << 10;

    /// A chunk of malloc has a word more than its size says, at the place of the next one.
    private static final int LAST_WORD = 8;

    private final Set<Language> languages;
    private final PieceMarks starts = new PieceMarks();
    private final PieceMarks ends = new PieceMarks();
    private final PieceMarks loose = new PieceMarks();

    /// @param languages what the process may run
    public HeapMap(Set<Language> languages) {
        this.languages = languages;
    }

    @Override
    public void piece(long start, long end, long size) {
        starts.piece(start, end, size);
        ends.piece(end, end, 0);
        if (end - start >= 2 * size || isArena(end - start) || isPage(end - start)) {
            loose.piece(start, end, size);
        }
    }

    private boolean isArena(long bytes) {
        return languages.contains(Language.PERL)
                && bytes <= ARENA_BYTES
                && bytes > ARENA_BYTES - LARGEST_IN_ARENA;
    }

    private boolean isPage(long bytes) {
        return languages.contains(Language.RUBY)
                && bytes >= LEAST_PAGE_BYTES
                && bytes <= MOST_PAGE_BYTES;
    }

    /// Where the piece begins that contains a place; -1 if none in use does.
    long start(long place) {
        long start = starts.before(place);
        return start >= 0 && ends.after(start) + LAST_WORD > place ? start : -1;
    }

    /// After the piece that begins there.
    long end(long start) {
        return ends.after(start);
    }

    /// Whether a piece has objects of the program that begin anywhere in it.
    boolean isLoose(long start) {
        return loose.has(start);
    }

    /// Whether it has objects that are not known one by one.
    boolean isLoose() {
        return languages.stream().anyMatch(language -> language != Language.PYTHON);
    }

    /// Whether a place is in these areas, but in no piece in use: what stands there is old.
    ///
    /// @param areas the allocators' memory
    boolean isFree(long place, Places areas) {
        return start(place) < 0 && areas.at(place) >= 0;
    }

    /// What the process may run.
    Set<Language> languages() {
        return languages;
    }
}
