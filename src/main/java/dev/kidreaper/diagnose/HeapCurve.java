package dev.kidreaper.diagnose;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;

/// The curve of what is in use of heaps, from walk to walk. Walks are rarer than readings of pages,
/// but exact to the byte.
final class HeapCurve {
    /// The smallest chunk that malloc hands out.
    private static final double LEAST_STEP = 32;

    private double squares;
    private double sums;

    HeapCurve() {}

    /// The curve of values that are known only at walks. Between two walks they are assumed to grow
    /// evenly. The unevenness of neighbouring gains tells the size of the steps: many small steps
    /// make like gains, whatever the trend.
    ///
    /// @param kept a value for each worker at each reading that counts
    static Curve curve(Curves curves, List<Retained> workers, List<double[]> kept) {
        var heapCurve = new HeapCurve();
        var smooth = new ArrayList<double[]>();
        for (int w = 0; w < workers.size(); w++) {
            Retained worker = workers.get(w);
            int[] at = Objects.requireNonNull(worker.allocated()).walks(kept.get(w).length);
            smooth.add(between(kept.get(w), at));
            heapCurve.add(kept.get(w), at, work(curves, worker));
        }
        return curves.of(workers, smooth).inStepsOf(Math.max(LEAST_STEP, heapCurve.step()));
    }

    static IntToDoubleFunction work(Curves curves, Retained worker) {
        return curves.isByRests() ? i -> worker.rests()[i] : i -> worker.points().get(i).seconds();
    }

    /// The size of the steps, by the unevenness of neighbouring gains.
    double step() {
        return sums > 0 ? squares / sums : 0;
    }

    /// The values between walks. Before the first walk and after the last, the nearest slope goes
    /// on.
    private static double[] between(double[] kept, int[] at) {
        double[] smooth = kept.clone();
        for (int i = 0, k = 1; i < smooth.length; i++) {
            while (k < at.length - 1 && at[k] < i) {
                k++;
            }
            double step = (kept[at[k]] - kept[at[k - 1]]) / (at[k] - at[k - 1]);
            smooth[i] = kept[at[k - 1]] + step * (i - at[k - 1]);
        }
        return smooth;
    }

    /// If steps of p bytes come by chance, the variance of a gain g is p g.
    void add(double[] kept, int[] at, IntToDoubleFunction work) {
        for (int k = 2; k < at.length; k++) {
            double before = kept[at[k - 1]] - kept[at[k - 2]];
            double gain = kept[at[k]] - kept[at[k - 1]];
            double workBefore = work.applyAsDouble(at[k - 1]) - work.applyAsDouble(at[k - 2]);
            double here = work.applyAsDouble(at[k]) - work.applyAsDouble(at[k - 1]);
            if (workBefore > 0 && here > 0) {
                double part = here / workBefore;
                squares += (gain - part * before) * (gain - part * before);
                sums += gain + part * part * before;
            }
        }
    }
}
