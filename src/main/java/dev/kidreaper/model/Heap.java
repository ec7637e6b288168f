package dev.kidreaper.model;

/// What a program's allocators have handed out at one time, in bytes.
///
/// @param inUse handed out to the program and not given back by it
/// @param own those of the process's {@linkplain Makeup#own own} pages in which the allocators keep
///   that, and what is free
/// @param isCollected whether what the program needs no more stays in use until a collector runs,
///   as in Ruby
public record Heap(long inUse, long own, boolean isCollected) {}
