package dev.kidreaper.diagnose.rate;

/// The growth of one worker during a part of its work.
///
/// @param from the work that was done before, since the observation began; less than 0 before it
/// @param to until when; an average worker does 1 within the observation
/// @param bytes accumulated meanwhile
public record GrowthPart(double from, double to, double bytes) {
    boolean isBefore() {
        return from < 0;
    }
}
