package dev.kidreaper.model;

import java.util.Arrays;

/// How many pieces of memory of each size a program holds. Sizes up to 1 KiB are told apart by 16
/// bytes, larger ones by an eighth of the power of two below them.
public final class PieceSizes {
    private static final int UNIT = 16;
    private static final int SMALL = 1024;
    private static final int SMALL_CLASSES = SMALL / UNIT + 1;
    private static final int SMALL_BITS = 10;
    private static final int PARTS_BITS = 3;
    private static final int PARTS = 1 << PARTS_BITS;
    private static final int OCTAVES = 32;
    private static final int CLASSES = SMALL_CLASSES + OCTAVES * PARTS;

    private final int[] counts;

    private PieceSizes(int[] counts) {
        this.counts = counts;
    }

    /// The class of a size in bytes, from 0.
    public static int sizeClass(long size) {
        if (size <= SMALL) {
            return (int) (Math.max(0, size) + UNIT - 1) / UNIT;
        }
        int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(size) - SMALL_BITS;
        int part = (int) (size >>> (octave + SMALL_BITS - PARTS_BITS)) & (PARTS - 1);
        return Math.min(CLASSES - 1, SMALL_CLASSES + octave * PARTS + part);
    }

    /// The size that stands for a class, in bytes: the largest of a class of small sizes, the
    /// middle of another.
    public static long size(int sizeClass) {
        if (sizeClass < SMALL_CLASSES) {
            return (long) sizeClass * UNIT;
        }
        int octave = (sizeClass - SMALL_CLASSES) / PARTS;
        int part = (sizeClass - SMALL_CLASSES) % PARTS;
        long width = 1L << (octave + SMALL_BITS - PARTS_BITS);
        return (PARTS + part) * width + width / 2;
    }

    /// The number of pieces in a class.
    public int count(int sizeClass) {
        return sizeClass < counts.length ? counts[sizeClass] : 0;
    }

    /// All classes in which there are pieces are below this.
    public int classes() {
        return counts.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PieceSizes sizes && Arrays.equals(counts, sizes.counts);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(counts);
    }

    /// A count of pieces under way. For one thread.
    public static final class Counter {
        private final int[] counts = new int[CLASSES];

        /// Adds pieces of one size.
        ///
        /// @param count less than 0 takes them away
        public void add(long size, int count) {
            counts[sizeClass(size)] += count;
        }

        /// Adds what another has counted.
        public void addAll(Counter other) {
            for (int i = 0; i < CLASSES; i++) {
                counts[i] += other.counts[i];
            }
        }

        /// What was counted so far.
        public PieceSizes sizes() {
            int end = CLASSES;
            while (end > 0 && counts[end - 1] == 0) {
                end--;
            }
            return new PieceSizes(Arrays.copyOf(counts, end));
        }
    }
}
