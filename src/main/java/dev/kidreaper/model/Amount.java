package dev.kidreaper.model;

import java.util.Locale;

/// How much memory, as a configuration says it: outright, or in relation to what is read later.
public sealed interface Amount {
    /// How much memory, without regard to what a newborn weighs.
    sealed interface Portion extends Amount {
        /// In bytes, on a machine or in a container with that much memory.
        Size of(Size memory);
    }

    /// So many bytes.
    ///
    /// @param size at least {@link #SMALLEST}
    record Bytes(Size size) implements Portion {
        /// Every process has more: with it, each worker is over its limit.
        public static final Size SMALLEST = new Size(1 << 10);

        public Bytes {
            if (size.compareTo(SMALLEST) < 0) {
                throw new IllegalArgumentException(
                        "%s is less than any process has".formatted(size));
            }
        }

        @Override
        public Size of(Size memory) {
            return size;
        }

        @Override
        public String toString() {
            return size.toString();
        }
    }

    /// So many per cent of all memory: the machine's, or what the manager's container may use where
    /// that is less.
    ///
    /// @param percent above 0, at most 100
    record Share(double percent) implements Portion {
        public Share {
            if (!(percent > 0 && percent <= 100)) {
                throw new IllegalArgumentException("a share is above 0% and at most 100%");
            }
        }

        @Override
        public Size of(Size memory) {
            return new Size((long) (memory.bytes() / 100.0 * percent));
        }

        @Override
        public String toString() {
            return plain(percent) + "%";
        }
    }

    /// So many times what a new worker of the pool weighs, by the limit's measure.
    ///
    /// @param factor above 1, at most 1000
    record TimesNewborn(double factor) implements Amount {
        public TimesNewborn {
            if (!(factor > 1 && factor <= 1000)) {
                throw new IllegalArgumentException("a factor is above 1x and at most 1000x");
            }
        }

        /// In bytes, in a pool whose new workers weigh that much.
        public Size of(Size newborn) {
            return new Size((long) (newborn.bytes() * factor));
        }

        @Override
        public String toString() {
            return plain(factor) + "x";
        }
    }

    private static String plain(double number) {
        return number == Math.rint(number)
                ? String.format(Locale.ROOT, "%.0f", number)
                : Double.toString(number);
    }
}
