package dev.kidreaper.show.top;

/// One worker as `top` shows it.
///
/// @param slot its place in the pool, which its replacement inherits; -1: not known
/// @param ageSeconds its age
/// @param bytes its size by the pool's measure
/// @param rss its resident memory in bytes; -1: not read
/// @param uss what only it has, in bytes; -1: not read
/// @param growth by how many bytes a second it grows; not a number: not known
/// @param reaches in how many seconds it reaches its limit; not a number: it does not grow to it
/// @param requests how many it has taken; -1: not known
/// @param state what is done with it, as a word; empty: nothing
public record TopWorker(
        int slot,
        long pid,
        double ageSeconds,
        long bytes,
        long rss,
        long uss,
        double growth,
        double reaches,
        long requests,
        String state) {}
