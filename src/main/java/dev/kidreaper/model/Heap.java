package dev.kidreaper.model;

/// What a program's allocators have handed out at one time, in bytes.
///
/// @param inUse handed out to the program and not given back by it
/// @param own the process's {@linkplain MemoryBreakdown#own own} pages in which the allocators keep
///   that and their free memory
/// @param isCollected whether garbage stays in use until a collector runs, as in Ruby
public record Heap(long inUse, long own, boolean isCollected) {}
