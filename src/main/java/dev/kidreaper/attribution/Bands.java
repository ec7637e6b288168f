package dev.kidreaper.attribution;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// The narrow bands of sizes that have more steps than the sizes beside them. A leak of one kind
/// has steps of like size; accidents have any size. The bands are found without looking at the
/// routes of the steps, so that those are evidence afterwards.
final class Bands {
    private static final int MOST = 8;

    /// The sum of 1, 1/2, 1/3 … for the largest number of bands.
    static final double TRIES =
            IntStream.rangeClosed(1, MOST).mapToDouble(place -> 1.0 / place).sum();

    private static final int FEWEST_STEPS = 3;
    private static final double PAGE = 4096;

    /// A block covers one page more or less, depending on its place, and a copied page may be
    /// added.
    private static final double NARROWEST = 2 * PAGE;

    /// The largest size in a band, divided by the smallest.
    private static final double[] WIDTHS = {1, 1.06, 1.25};

    /// The factor up and down within which sizes are beside a band.
    private static final double BESIDE = 1.6;

    /// Two bands that share more than this part count as one, if they have like widths.
    private static final double ALIKE = 0.7;

    private static final double WIDER = 2;

    private Bands() {}

    /// @param from the place of the first step
    /// @param to the place after the last
    /// @param pages the number of sizes in it
    /// @param surprise minus the logarithm of the likelihood of this many steps
    private record Range(int from, int to, double pages, double surprise) {
        boolean isLike(Range other) {
            double common = Math.min(to, other.to) - Math.max(from, other.from);
            double all = Math.max(to, other.to) - Math.min(from, other.from);
            double wider = Math.max(pages, other.pages) / Math.min(pages, other.pages);
            return common > all * ALIKE && wider < WIDER;
        }
    }

    /// The steps of each band, the most surprising band first.
    static List<List<GrowthStep>> of(List<GrowthStep> steps) {
        List<GrowthStep> sorted =
                steps.stream().sorted(Comparator.comparingDouble(GrowthStep::bytes)).toList();
        double[] sizes = sorted.stream().mapToDouble(GrowthStep::bytes).toArray();
        var chosen = new ArrayList<Range>();
        for (Range range : ranges(sizes)) {
            if (chosen.size() >= MOST) {
                break;
            }
            if (chosen.stream().noneMatch(range::isLike)) {
                chosen.add(range);
            }
        }
        return chosen.stream().map(r -> sorted.subList(r.from(), r.to())).toList();
    }

    private static List<Range> ranges(double[] sizes) {
        var ranges = new ArrayList<Range>();
        for (int from = 0; from < sizes.length; from++) {
            if (from > 0 && sizes[from - 1] == sizes[from]) {
                continue;
            }
            for (double width : WIDTHS) {
                int to = after(sizes, Math.max(sizes[from] + NARROWEST, sizes[from] * width));
                if (to - from >= FEWEST_STEPS) {
                    ranges.add(range(sizes, from, to));
                }
            }
        }
        ranges.sort(Comparator.comparingDouble(Range::surprise).reversed());
        return ranges;
    }

    /// The range of steps. For each size in it, as many steps are expected as for each size beside
    /// it.
    private static Range range(double[] sizes, int from, int to) {
        double low = sizes[from];
        double high = sizes[to - 1];
        double pages = (high - low) / PAGE + 1;
        double pagesBeside = (high * BESIDE - low / BESIDE) / PAGE + 1 - pages;
        int count = to - from;
        int beside = after(sizes, high * BESIDE) - after(sizes, low / BESIDE - 1) - count;
        double expected = (beside + 1) * pages / Math.max(1, pagesBeside);
        double surprise =
                count <= expected ? 0 : count * Math.log(count / expected) - count + expected;
        return new Range(from, to, pages, surprise);
    }

    /// The place of the first size that is larger.
    private static int after(double[] sizes, double most) {
        int low = 0;
        int high = sizes.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sizes[middle] <= most) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
