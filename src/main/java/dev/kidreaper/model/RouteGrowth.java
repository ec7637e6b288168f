package dev.kidreaper.model;

/// What the requests of one route have left behind in a pool's workers.
///
/// @param route method and path, with a star for each part that varies
/// @param requests how many there were
/// @param bytesPerRequest what a worker keeps of each, on average
/// @param share of all growth that counts, from 0 to 1
/// @param confidence that it grows the workers more than its requests alone would, from 0 to 1
/// @param standsOut whether it is named: confidence enough, requests enough, and it goes on
public record RouteGrowth(
        String route,
        long requests,
        double bytesPerRequest,
        double share,
        double confidence,
        boolean standsOut) {}
