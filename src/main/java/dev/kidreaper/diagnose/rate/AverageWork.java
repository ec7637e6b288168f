package dev.kidreaper.diagnose.rate;

/// The work of an average worker within the observation.
///
/// @param requests about how many it served
/// @param isCounted whether work is counted in requests, not in time
record AverageWork(double requests, boolean isCounted) {}
