package dev.kidreaper.diagnose;

import java.util.ArrayList;
import java.util.List;

/// The large single gains of each worker, which make up much of its growth. One large request
/// raises a worker's heap once; repeated leaps have another cause.
final class Leaps {
    /// The least size of a leap.
    private static final double LEAST_BYTES = 512 << 10;

    /// A leap is at least this part of its worker's gain.
    private static final double PART = 0.3;

    /// A leap takes this many readings, or as many as pass within one request.
    private static final int READINGS = 3;

    /// How often a worker may rest within one request: it reads, writes, waits for a database.
    private static final double REQUEST_RESTS = 3;

    /// Right before and after a leap, memory grows by at most this part of it.
    private static final double BESIDE = 0.15;

    /// A later leap that is this part of an earlier one repeats it.
    private static final double REPEATED = 0.5;

    private final List<double[]> without = new ArrayList<>();
    private boolean isRepeated;
    private boolean isAny;
    private double largestOfAll;

    private Leaps() {}

    /// Finds the leaps.
    ///
    /// @param kept what each worker kept, at each reading
    static Leaps of(List<Retained> workers, List<double[]> kept) {
        var leaps = new Leaps();
        for (int i = 0; i < workers.size(); i++) {
            leaps.add(kept.get(i), workers.get(i).rests());
        }
        return leaps;
    }

    private void add(double[] kept, double[] rests) {
        double[] rest = kept.clone();
        double least = Math.max(LEAST_BYTES, PART * (kept[kept.length - 1] - kept[0]));
        double largest = 0;
        for (int i = 1; i < kept.length; ) {
            int end = end(kept, rests, i);
            double gain = kept[end] - kept[i - 1];
            if (gain < least || !isAlone(kept, i, end, gain)) {
                i++;
                continue;
            }
            isRepeated |= gain >= largest * REPEATED && largest > 0;
            largest = Math.max(largest, gain);
            largestOfAll = Math.max(largestOfAll, gain);
            isAny = true;
            for (int j = i; j < rest.length; j++) {
                rest[j] -= kept[Math.min(j, end)] - kept[i - 1];
            }
            i = end + 1;
        }
        without.add(rest);
    }

    /// The last reading of a leap that begins before a reading.
    private static int end(double[] kept, double[] rests, int from) {
        int end = Math.min(kept.length - 1, from + READINGS - 1);
        // The first and the last reading may see other requests too.
        while (end + 1 < kept.length
                && kept[end + 1] > kept[end]
                && rests[end] - rests[from] <= REQUEST_RESTS) {
            end++;
        }
        return end;
    }

    /// Whether nothing else happens right before and after it: a step among many is no leap.
    private static boolean isAlone(double[] kept, int from, int end, double gain) {
        int length = end - from + 1;
        double before = kept[from - 1] - kept[Math.max(0, from - 1 - length)];
        double after = kept[Math.min(kept.length - 1, end + length)] - kept[end];
        double most = gain * BESIDE;
        return kept[from] > kept[from - 1] && before <= most && after <= most;
    }

    /// The largest leap of any worker, in bytes.
    double largest() {
        return largestOfAll;
    }

    /// Whether there are leaps, and no worker repeated one.
    boolean areSingle() {
        return isAny && !isRepeated;
    }

    /// What each worker would have kept at each reading without its leaps.
    List<double[]> without() {
        return without;
    }
}
