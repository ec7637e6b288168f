package dev.kidreaper.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kidreaper.model.ProcessId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GateLedgerTest {
    private static final GateLedger.Entry ENTRY =
            new GateLedger.Entry(new ProcessId(7, 70), null, "digest");

    @TempDir private Path folder = Path.of("");

    @Test
    void whatIsWrittenIsRead() throws IOException {
        try (var ledger = GateLedger.open(file()).orElseThrow()) {
            ledger.write(ENTRY);
            assertThat(ledger.read()).contains(ENTRY);
        }
    }

    /// A link, a pipe, a file that others may write, and one that never ends are not believed.
    @Test
    void nothingOfOthersIsBelieved() throws Exception {
        try (var ledger = GateLedger.open(file()).orElseThrow()) {
            ledger.write(ENTRY);
        }
        Path real = Files.move(file(), folder.resolve("real"));
        Files.createSymbolicLink(file(), real);
        assertThat(GateLedger.read(file())).isEmpty();
        Files.delete(file());
        pipe(file());
        assertThat(GateLedger.read(file())).isEmpty();
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-rw----"));
        assertThat(GateLedger.read(real)).isEmpty();
        assertThat(GateLedger.read(Path.of("/dev/zero"))).isEmpty();
    }

    /// Without a reader, a pipe's open for writing would wait for ever.
    @Test
    void aPipeInThePlaceOfTheLockHoldsNobodyUp() throws Exception {
        pipe(folder.resolve("ledger.lock"));
        assertThatThrownBy(() -> GateLedger.open(file()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not a regular file");
    }

    private Path file() {
        return folder.resolve("ledger");
    }

    private static void pipe(Path at) throws Exception {
        assertThat(new ProcessBuilder("mkfifo", at.toString()).start().waitFor()).isZero();
    }
}
