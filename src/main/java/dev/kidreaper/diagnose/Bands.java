package dev.kidreaper.diagnose;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Narrow bands of sizes in which there are more pieces than in those beside them. Found without a
/// look at whose the pieces are, so that their routes are evidence afterwards.
final class Bands {
    private static final int MOST = Integer.getInteger("most",8);
    private static final int FEWEST = 3;
    private static final double PAGE = 4096;
    private static final double[] WIDTHS = {1, 1.06, 1.25};
    private static final double ALIKE = Double.parseDouble(System.getProperty("alike","0.7"));
    private static final double WIDER = Double.parseDouble(System.getProperty("wider","2"));
    private static final double BESIDE = 1.6;

    private Bands() {}

    private record Band(int from, int to, double score, double pages) {
        boolean isLike(Band other) {
            double common = Math.min(to, other.to) - Math.max(from, other.from);
            double all = Math.max(to, other.to) - Math.min(from, other.from);
            double wider = Math.max(pages, other.pages) / Math.min(pages, other.pages);
            return common > all * ALIKE && wider < WIDER;
        }
    }

    /// The pieces of each band, the most striking band first.
    static List<List<Piece>> of(List<Piece> pieces) {
        List<Piece> sorted =
                pieces.stream().sorted(Comparator.comparingDouble(Piece::bytes)).toList();
        double[] sizes = sorted.stream().mapToDouble(Piece::bytes).toArray();
        var bands = new ArrayList<Band>();
        for (double width : WIDTHS) {
            for (int from = 0; from < sizes.length; from++) {
                if (from > 0 && sizes[from - 1] == sizes[from]) {
                    continue;
                }
                bands.add(band(sizes, from, Math.max(sizes[from] + 2 * PAGE, sizes[from] * width), width));
            }
        }
        bands.removeIf(b -> b.to() - b.from() < FEWEST);
        bands.sort(Comparator.comparingDouble(Band::score).reversed());
        var chosen = new ArrayList<Band>();
        for (Band band : bands) {
            if (chosen.size() < MOST && chosen.stream().noneMatch(band::isLike)) {
                chosen.add(band);
            }
        }
        return chosen.stream().map(b -> sorted.subList(b.from(), b.to())).toList();
    }

    /// The pieces from one on up to a size.
    private static Band band(double[] sizes, int from, double most, double width) {
        int to = after(sizes, most);
        double low = sizes[from];
        double high = sizes[to - 1];
        int begin = after(sizes, low / BESIDE - 1);
        int end = after(sizes, high * BESIDE);
        double here = (high - low) / PAGE + 1;
        double all = (high * BESIDE - low / BESIDE) / PAGE + 1;
        double beside = end - begin - (to - from);
        double expected = (beside + 1) * here / Math.max(1, all - here);
        double count = to - from;
        double score =
                count <= expected ? 0 : count * Math.log(count / expected) - count + expected;
        return new Band(from, to, score, here);
    }

    /// The place of the first that is larger.
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
