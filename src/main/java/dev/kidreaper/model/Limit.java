package dev.kidreaper.model;

/// The size by one measure at which a worker is too large.
public record Limit(Measure measure, Size size) {
    /// Whether that footprint has reached it: as in the script of 2007, at the limit is over.
    public boolean isReachedBy(Footprint footprint) {
        return footprint.by(measure) >= size.bytes();
    }
}
