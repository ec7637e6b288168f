package dev.kidreaper.model;

/// What the requests of one route have left behind in a pool's workers.
///
/// @param route method and path, with a star for each part that varies
/// @param requests how many there were
/// @param bytesPerRequest what a worker keeps of each, on average
/// @param share of all growth that counts, from 0 to 1
/// @param confidence that it grows the workers more than its requests alone would, from 0 to 1
/// @param standsOut whether it is named: confidence enough, requests enough, and it goes on
/// @param changes what its requests have changed, whatever the cause
public record RouteGrowth(
        String route,
        long requests,
        double bytesPerRequest,
        double share,
        double confidence,
        boolean standsOut,
        Changes changes) {
    /// By how much requests have changed their workers' memory, as sums that add up over hosts.
    ///
    /// @param grown all bytes by which it grew
    /// @param shrunk all bytes by which it shrank
    /// @param squares the sum of the squares of all changes
    public record Changes(double grown, double shrunk, double squares) {
        static final Changes NONE = new Changes(0, 0, 0);

        /// Both together.
        public Changes plus(Changes other) {
            return new Changes(grown + other.grown, shrunk + other.shrunk, squares + other.squares);
        }
    }

    /// One of whose changes nothing is known.
    public RouteGrowth(
            String route,
            long requests,
            double bytesPerRequest,
            double share,
            double confidence,
            boolean standsOut) {
        this(route, requests, bytesPerRequest, share, confidence, standsOut, Changes.NONE);
    }
}
