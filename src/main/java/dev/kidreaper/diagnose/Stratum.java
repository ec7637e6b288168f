package dev.kidreaper.diagnose;

/// Requests of like chances to grow their worker, whatever their route: a route that a worker has
/// hardly served yet still sets things up, and a young worker grows more than an old one.
final class Stratum {
    private static final int USES = 3;
    private static final int AGES = 6;

    /// The age from which on octaves count.
    private static final int YOUNGEST = 3;

    /// How many there are.
    static final int COUNT = USES * AGES;

    private Stratum() {}

    /// That of a request.
    ///
    /// @param uses the how manieth of its route in this worker it is, from 2
    /// @param served the how manieth of this worker it is, from 2
    static int of(int uses, int served) {
        int use = Math.clamp(octave(uses) - 1L, 0, USES - 1);
        int age = Math.clamp(octave(served) - (long) YOUNGEST, 0, AGES - 1);
        return use * AGES + age;
    }

    private static int octave(int number) {
        return Integer.SIZE - 1 - Integer.numberOfLeadingZeros(Math.max(1, number));
    }
}
