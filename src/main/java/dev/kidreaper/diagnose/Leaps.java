package dev.kidreaper.diagnose;

import java.util.ArrayList;
import java.util.List;

/// The large single gains of each worker: those that make up much of what it gained. One large
/// request raises a worker's heap once; what raises it again and again is something else.
final class Leaps {
    /// A leap is at least so large.
    private static final double LEAST_BYTES = 512 << 10;

    /// A leap is at least this part of all that its worker gained.
    private static final double PART = 0.3;

    /// A leap takes at most this part of the observation, or one reading.
    private static final double SHORT = 0.06;

    /// A later leap that is this part of an earlier one repeats it.
    private static final double REPEATED = 0.5;

    private final List<double[]> without = new ArrayList<>();
    private boolean isRepeated;
    private boolean isAny;

    private Leaps() {}

    /// Looks for them.
    ///
    /// @param kept what each worker had kept at each reading
    static Leaps of(List<double[]> kept) {
        var leaps = new Leaps();
        kept.forEach(leaps::add);
        return leaps;
    }

    private void add(double[] kept) {
        double[] rest = kept.clone();
        int longest = Math.max(2, (int) Math.ceil(kept.length * SHORT));
        double least = Math.max(LEAST_BYTES, PART * (kept[kept.length - 1] - kept[0]));
        double largest = 0;
        for (int i = 1; i < kept.length; ) {
            int end = Math.min(kept.length - 1, i + longest - 1);
            double gain = kept[end] - kept[i - 1];
            if (gain < least || kept[i] - kept[i - 1] < gain / (2 * longest)) {
                i++;
                continue;
            }
            isRepeated |= gain >= largest * REPEATED && largest > 0;
            largest = Math.max(largest, gain);
            isAny = true;
            for (int j = i; j < rest.length; j++) {
                rest[j] -= kept[Math.min(j, end)] - kept[i - 1];
            }
            i = end + 1;
        }
        without.add(rest);
    }

    /// Whether there are leaps, and no worker leapt again as it had before.
    boolean areSingle() {
        return isAny && !isRepeated;
    }

    /// What each worker had kept at each reading, had it not leapt.
    List<double[]> without() {
        return without;
    }
}
