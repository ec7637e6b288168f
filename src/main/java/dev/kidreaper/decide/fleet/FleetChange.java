package dev.kidreaper.decide.fleet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes that all happen, or none: only if each key still is as it was seen.
///
/// @param seen the keys on which it depends
/// @param writes what it does
public record FleetChange(List<Seen> seen, List<Write> writes) {
    /// A key as it was seen.
    ///
    /// @param revision when it was last changed; 0: it is not there
    public record Seen(String key, long revision) {}

    /// A key and its new value.
    ///
    /// @param value null: the key goes
    public record Write(String key, @Nullable FleetValue value) {}

    public FleetChange {
        seen = List.copyOf(seen);
        writes = List.copyOf(writes);
    }

    /// One write of a key that depends on that key alone.
    static FleetChange of(String key, long revision, @Nullable FleetValue value) {
        return new FleetChange(List.of(new Seen(key, revision)), List.of(new Write(key, value)));
    }

    /// This one and the write of one more key.
    FleetChange and(String key, long revision, FleetValue value) {
        var moreSeen = new java.util.ArrayList<>(seen);
        moreSeen.add(new Seen(key, revision));
        var moreWrites = new java.util.ArrayList<>(writes);
        moreWrites.add(new Write(key, value));
        return new FleetChange(moreSeen, moreWrites);
    }
}
