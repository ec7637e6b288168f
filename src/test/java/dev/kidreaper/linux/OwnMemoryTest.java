package dev.kidreaper.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/// What of our memory is given back, and that nothing is lost by it.
class OwnMemoryTest {
    @Test
    void pagesOfFilesComeBackAsTheyWere() throws Exception {
        long before = checksum();
        assertThat(OwnMemory.giveBackFilePages()).isGreaterThan(1 << 20);
        assertThat(checksum()).isEqualTo(before);
        assertThat(OwnMemory.dropFilePages()).isGreaterThan(1 << 20);
        assertThat(checksum()).isEqualTo(before);
        OwnMemory.readAhead();
        assertThat(checksum()).isEqualTo(before);
    }

    /// Needs the JVM's program, its classes and its archive.
    private static long checksum() throws Exception {
        var sum = new CRC32();
        sum.update(Files.readAllBytes(Path.of("/proc/self/exe")));
        String words = "%s %.3f".formatted(Path.of("/x/y").getParent(), 1.5);
        sum.update(words.getBytes(StandardCharsets.US_ASCII));
        return sum.getValue();
    }
}
