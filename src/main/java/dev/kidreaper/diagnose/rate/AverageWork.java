package dev.kidreaper.diagnose.rate;

/// The work of an average worker within the observation.
///
/// @param requests about how many it served
/// @param isCounted whether work is counted in requests, not in time
/// @param entryBytes at least so much a cache would take for each entry; 0 if unknown
record AverageWork(double requests, boolean isCounted, double entryBytes) {}
