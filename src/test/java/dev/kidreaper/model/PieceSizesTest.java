package dev.kidreaper.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PieceSizesTest {
    @Test
    void aClassIsNearlyOneSize() {
        for (long size = 16; size < 1L << 36; size += Math.max(16, size / 37)) {
            long told = PieceSizes.size(PieceSizes.sizeClass(size));
            double least = size <= 1024 ? size : size * 0.93;
            double most = size <= 1024 ? size + 15 : size * 1.07;
            assertThat((double) told).isBetween(least, most);
            assertThat(PieceSizes.sizeClass(told)).isEqualTo(PieceSizes.sizeClass(size));
        }
    }

    @Test
    void whatIsTakenAwayIsNotThere() {
        var counter = new PieceSizes.Counter();
        counter.add(64, 5);
        counter.add(4096, 2);
        counter.add(4096, -2);
        var other = new PieceSizes.Counter();
        other.add(64, 5);
        assertThat(counter.sizes()).isEqualTo(other.sizes());
        other.addAll(counter);
        assertThat(other.sizes().count(PieceSizes.sizeClass(64))).isEqualTo(10);
        assertThat(other.sizes().count(PieceSizes.sizeClass(1 << 20))).isZero();
    }
}
