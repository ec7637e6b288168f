package dev.kidreaper.model;

/// What the requests of one route have left behind in a pool's workers.
///
/// @param route method and path, with a star for each part that varies
/// @param requests how many there were
/// @param bytesPerRequest what a worker keeps of each, on average
/// @param share of all growth that counts, from 0 to 1
/// @param confidence that it grows the workers more than its requests alone would, from 0 to 1
/// @param standsOut whether it is named: confidence enough, requests enough, and it goes on
/// @param sums what was seen at its requests, whatever it is charged with
public record RouteGrowth(
        String route,
        long requests,
        double bytesPerRequest,
        double share,
        double confidence,
        boolean standsOut,
        Sums sums) {
    /// What adds up over pools and hosts: a mean and a spread follow from it.
    ///
    /// @param grown by how many bytes workers grew during its requests
    /// @param shrunk by how many they shrank
    /// @param squares of both, in bytes squared
    public record Sums(double grown, double shrunk, double squares) {
        /// Nothing was seen.
        public static final Sums NONE = new Sums(0, 0, 0);

        /// Both together.
        public Sums plus(Sums other) {
            return new Sums(grown + other.grown, shrunk + other.shrunk, squares + other.squares);
        }
    }
}
