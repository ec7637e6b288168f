package dev.kidreaper.diagnose;

import dev.kidreaper.diagnose.rate.EachConnection;
import dev.kidreaper.diagnose.rate.Holder;
import dev.kidreaper.model.Size;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The figures behind a verdict. Bytes are of an average worker unless it says otherwise.
///
/// @param seconds the length of the observation
/// @param readings the number of readings
/// @param workers how many were followed long enough to count
/// @param rests how often all of them went to sleep: about in proportion to their requests
/// @param apartBytes memory that was shared with the manager and became private meanwhile
/// @param ownBytes new memory meanwhile
/// @param fileBytes more pages of mapped files and shared memory meanwhile
/// @param ongoingBytesPerSecond new memory of the kind that does not flatten
/// @param leastBytesPerSecond the least growth that could have been told from none
/// @param apartShape how copy-on-write grows, in words
/// @param ownShape how new memory grows, in words
/// @param inUseBytes what programs allocated meanwhile from their C library and kept; empty if that
///   could not be seen
/// @param inUseShape how that grows, in words
/// @param smallestGain the gain of the worker that grew least, without file pages
/// @param largestGain the gain of the worker that grew most
/// @param aloneBytes what a worker's end would give back now, without file pages
/// @param apartAllBytes the part of that which was shared at the fork
/// @param sharedBytes what is still shared with the manager, and can still become private
/// @param newbornBytes the private memory of a worker born meanwhile, once it had started up; empty
///   if none was born
/// @param end whether the growth may end by itself; null if there is hardly any
/// @param growing the sizes of the pieces that accumulate in the heaps; empty if unknown
/// @param each what each connection left of these; null if that differs, or is unknown
/// @param holder what holds these; null if that does not tell a leak from a cache
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
        OptionalLong newbornBytes,
        @Nullable GrowthEnd end,
        List<GrowingSize> growing,
        @Nullable EachConnection each,
        @Nullable Holder holder) {
    private static final String TOO_SHORT = "too short to tell";

    /// What holds the pieces that accumulate, as a name for machines: `list`; null if unknown.
    public @Nullable String heldBy() {
        return holder == null ? null : holder.label();
    }

    /// The same in words.
    public @Nullable String heldByWords() {
        return holder == null ? null : holder.words;
    }

    /// What each connection left behind, in words; null if that differs, or is unknown.
    public @Nullable String eachWords() {
        if (each == null) {
            return null;
        }
        String left =
                (each.pieces() == 1 ? "one of " : each.pieces() + " of ") + new Size(each.bytes());
        return "each of %.0f connections left %s behind; a cache is also asked for what it has"
                .formatted(each.connections(), left);
    }

    /// How many pieces each connection left behind, of {@link #eachBytes} each; 0 if that differs,
    /// or is unknown.
    public long eachPieces() {
        return each == null ? 0 : each.pieces();
    }

    /// The size of these pieces.
    public long eachBytes() {
        return each == null ? 0 : each.bytes();
    }

    /// Of how many connections that was seen.
    public long eachOf() {
        return each == null ? 0 : Math.round(each.connections());
    }

    /// Whether the workers did nothing meanwhile: then nothing can be told of their growth.
    public boolean isIdle() {
        return rests < 1;
    }

    /// The same, but too little was seen to tell how anything grows.
    Findings tooShort() {
        return new Findings(
                seconds,
                readings,
                workers,
                rests,
                apartBytes,
                ownBytes,
                fileBytes,
                ongoingBytesPerSecond,
                leastBytesPerSecond,
                TOO_SHORT,
                TOO_SHORT,
                inUseBytes,
                inUseShape.isEmpty() ? "" : TOO_SHORT,
                smallestGain,
                largestGain,
                aloneBytes,
                apartAllBytes,
                sharedBytes,
                newbornBytes,
                end,
                growing,
                each,
                holder);
    }

    /// Memory that became private, in bytes a second.
    public double apartBytesPerSecond() {
        return seconds > 0 ? apartBytes / seconds : 0;
    }

    /// New memory, in bytes a second.
    public double ownBytesPerSecond() {
        return seconds > 0 ? ownBytes / seconds : 0;
    }
}
