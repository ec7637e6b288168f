package dev.kidreaper.diagnose;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/// The figures behind a verdict. Bytes are of an average worker unless it says otherwise.
///
/// @param seconds how long was looked
/// @param readings how often
/// @param workers how many were followed long enough to count
/// @param rests how often all of them went to sleep: about in proportion to their requests
/// @param apartBytes what came apart from the manager meanwhile
/// @param ownBytes new memory meanwhile
/// @param fileBytes more pages of mapped files and shared memory meanwhile
/// @param ongoingBytesPerSecond new memory of the kind that does not flatten
/// @param leastBytesPerSecond of growth that could have been told from none
/// @param apartShape how that which came apart grows, in words
/// @param ownShape how new memory grows, in words
/// @param inUseBytes what programs got from their C library's allocator meanwhile and kept; empty
///   when that could not be seen
/// @param inUseShape how that grows, in words
/// @param smallestGain what the worker that grew least gained, without file pages
/// @param largestGain what the worker that grew most gained
/// @param aloneBytes what a worker's end would give back now, without file pages
/// @param apartAllBytes of that, what has come apart since the fork
/// @param sharedBytes what is still shared with the manager, and can still come apart
/// @param newbornBytes what a worker that was born meanwhile had of its own when it had set itself
///   up; empty when none was born
public record Findings(
        double seconds,
        int readings,
        int workers,
        double rests,
        double apartBytes,
        double ownBytes,
        double fileBytes,
        double ongoingBytesPerSecond,
        double leastBytesPerSecond,
        String apartShape,
        String ownShape,
        OptionalDouble inUseBytes,
        String inUseShape,
        double smallestGain,
        double largestGain,
        long aloneBytes,
        long apartAllBytes,
        long sharedBytes,
        OptionalLong newbornBytes) {
    /// What came apart a second.
    public double apartBytesPerSecond() {
        return seconds > 0 ? apartBytes / seconds : 0;
    }

    /// New memory a second.
    public double ownBytesPerSecond() {
        return seconds > 0 ? ownBytes / seconds : 0;
    }
}
