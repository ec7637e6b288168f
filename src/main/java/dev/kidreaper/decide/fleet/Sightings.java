package dev.kidreaper.decide.fleet;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// How long one host has seen things unchanged, by its own clock: no clock is compared with another
/// host's.
public final class Sightings {
    private record Seen(Object as, long since) {}

    private final Map<String, Seen> all = new HashMap<>();

    /// It was seen so at that time, in nanoseconds: when the question was sent, not when the answer
    /// came, so that it is never older than it says.
    void see(String what, Object as, long now) {
        Seen before = all.get(what);
        if (before == null || !before.as.equals(as)) {
            all.put(what, new Seen(as, now));
        }
    }

    /// Only these are of interest from now on.
    void retain(Set<String> what) {
        all.keySet().retainAll(what);
    }

    /// How long it has been seen unchanged, in nanoseconds; 0 if it was not seen.
    long unchanged(String what, long now) {
        Seen seen = all.get(what);
        return seen == null ? 0 : now - seen.since;
    }
}
