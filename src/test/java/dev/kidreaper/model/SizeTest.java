package dev.kidreaper.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizeTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "104857600, 104857600",
        "100M, 104857600",
        "100MiB, 104857600",
        "100m, 104857600",
        "100MB, 104857600",
        "100mb, 104857600",
        "100 M, 104857600",
        "1g, 1073741824",
        "512B, 512",
        "1K, 1024",
        "1.5G, 1610612736",
        "0.5K, 512",
        "2T, 2199023255552",
        "1024T, 1125899906842624"
    })
    void readsWhatOperatorsWrite(String text, long bytes) {
        assertThat(Size.parse(text).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "M",
                "100  M",
                "100i",
                "-1",
                "1e3",
                "iB",
                "100iB",
                "1.G",
                ".5M",
                "0x10",
                "9999999999999T",
                "1025T",
                "999999T",
                "١٠٠"
            })
    void refusesWhatIsNoSize(String text) {
        assertThatThrownBy(() -> Size.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0B",
        "1023, 1023B",
        "1024, 1.00K",
        "104857600, 100M",
        "137363456, 131M",
        "1610612736, 1.50G",
        "1048575, 1.00M",
        "10737418240, 10.0G"
    })
    void saysItInThreeFigures(long bytes, String text) {
        assertThat(new Size(bytes)).hasToString(text);
    }

    /// By hand, and yet as a formatter does it.
    @Test
    void roundsHalfUp() {
        var random = new Random(5);
        for (int i = 0; i < 100_000; i++) {
            long bytes = 1024 + random.nextLong(1L << (1 + random.nextInt(50)));
            double amount = bytes;
            int power = 0;
            while (amount >= 999.5 && power < 4) {
                amount /= 1024;
                power++;
            }
            int decimals = amount >= 99.95 ? 0 : amount >= 9.995 ? 1 : 2;
            var figures = new BigDecimal(amount).setScale(decimals, RoundingMode.HALF_UP);
            String unit = "KMGT".substring(power - 1, power);
            assertThat(new Size(bytes)).hasToString(figures.toPlainString() + unit);
        }
    }
}
