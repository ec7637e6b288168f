package dev.kidreaper.front;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The workers that are idle, in the order in which they are taken. For the front's thread.
final class Roster {
    private final boolean spread;
    private final ArrayDeque<Link> idle = new ArrayDeque<>();
    private final ArrayDeque<Link> preferred = new ArrayDeque<>();

    /// @param spread whether the one that has been idle longest is next, not the last one
    Roster(boolean spread) {
        this.spread = spread;
    }

    void add(Link link) {
        if (link.preferred) {
            preferred.addFirst(link);
        } else if (spread) {
            idle.addLast(link);
        } else {
            idle.addFirst(link);
        }
    }

    /// The next one; null when none is idle.
    @Nullable Link take() {
        Link first = preferred.pollFirst();
        return first == null ? idle.pollFirst() : first;
    }

    boolean isEmpty() {
        return idle.isEmpty() && preferred.isEmpty();
    }

    void remove(Link link) {
        idle.remove(link);
        preferred.remove(link);
    }
}
