package dev.kidreaper.diagnose.rate;

/// The growth that is expected in a part of a worker's life, up to a factor.
interface GrowthRate {
    /// Keeps numbers finite.
    double MOST_POWER = 600;

    /// That of one worker in one part.
    ///
    /// @param life the work that it had done before; an average one does 1 meanwhile
    double over(GrowthPart part, double life);

    /// A rate that falls by a power of e within the observation; 0: a steady one.
    static GrowthRate exponential(double power) {
        if (power == 0) {
            return (p, _) -> p.to() - p.from();
        }
        return (p, _) ->
                -Math.exp(Math.min(MOST_POWER, -power * p.from()))
                        * Math.expm1(-power * (p.to() - p.from()))
                        / power;
    }

    /// The rate at which keys become known that are not asked equally.
    ///
    /// @param asked how many requests an average worker serves within the observation
    static GrowthRate unequal(UnequalKeys keys, double asked) {
        return (p, life) ->
                keys.known(Math.max(0, p.to() + life) * asked)
                        - keys.known(Math.max(0, p.from() + life) * asked);
    }
}
