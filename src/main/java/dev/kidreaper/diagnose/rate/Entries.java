package dev.kidreaper.diagnose.rate;

import org.jspecify.annotations.Nullable;

/// What is known of the memory that accumulates, which may be the entries of a cache.
///
/// @param bytes at least so much each takes; 0 if unknown
/// @param setups what workers may have set up before
/// @param requests how many an average worker served within the observation; 0 if uncounted
/// @param each what each connection left behind; null if that differs, or is unknown
public record Entries(double bytes, Setups setups, double requests, @Nullable EachConnection each) {
    /// Of memory of which only that is known.
    public static Entries of(double bytes, Setups setups) {
        return new Entries(bytes, setups, 0, null);
    }
}
