package dev.kidreaper.diagnose;

/// A size of which pieces accumulate in the workers' heaps.
///
/// @param bytes of one piece, with what malloc needs for it; above 1 KiB to about 6 %
/// @param perMinute how many more of them an average worker has after a minute
public record GrowingSize(long bytes, double perMinute) {}
