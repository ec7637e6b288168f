package dev.kidreaper.observe.memory;

/// Whether a pool's workers live so briefly that they must be read more often than once a second.
final class ShortLives {
    private static final double SHORT_SECONDS = 15;
    private static final int FEWEST = 3;

    private int lives;
    private double seconds;

    /// A worker has gone.
    ///
    /// @param life how long it lived
    void add(double life) {
        lives++;
        seconds += life;
    }

    boolean areUsual() {
        return lives >= FEWEST && seconds / lives < SHORT_SECONDS;
    }
}
