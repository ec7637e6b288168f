package dev.kidreaper.model;

import org.jspecify.annotations.Nullable;

/// What a program's allocators have handed out at one time, in bytes.
///
/// @param inUse handed out to the program and not given back by it
/// @param own the process's {@linkplain MemoryBreakdown#own own} pages in which the allocators keep
///   that and their free memory
/// @param isCollected whether garbage stays in use until a collector runs, as in Ruby
/// @param pieces what is in use, by size; null if unknown
/// @param inherited what its manager has in use, by size, about as the process got it at the fork;
///   null if unknown
public record Heap(
        long inUse,
        long own,
        boolean isCollected,
        @Nullable PieceSizes pieces,
        @Nullable PieceSizes inherited) {
    /// Of which the sizes of the pieces are unknown.
    public Heap(long inUse, long own, boolean isCollected) {
        this(inUse, own, isCollected, null, null);
    }
}
