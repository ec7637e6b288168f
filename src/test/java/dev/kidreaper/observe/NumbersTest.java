package dev.kidreaper.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.ProcessId;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the readers that keep their file open make of its numbers, of a process that rests.
class NumbersTest {
    private final Process resting;
    private final ProcessId id;
    private final Proc proc = Proc.ofMachine();

    NumbersTest() throws IOException {
        resting = new ProcessBuilder("sleep", "60").start();
        id = new ProcessId(Math.toIntExact(resting.pid()), 0);
        TestPool.sleep(Duration.ofMillis(200)); // Then it rests.
    }

    @AfterEach
    void ends() {
        resting.destroyForcibly();
    }

    private long word(String file, int index) throws IOException {
        String text = Files.readString(Path.of("/proc", Long.toString(resting.pid()), file));
        return Long.parseLong(text.strip().split(" ", -1)[index]);
    }

    @Test
    void theAddressSpaceAndWhatIsResident() throws Exception {
        try (var statm = new Statm(proc, id)) {
            assertThat(statm.read()).isTrue();
            assertThat(statm.vszBytes()).isEqualTo(word("statm", 0) * proc.pageSize());
            assertThat(statm.rssBytes()).isEqualTo(word("statm", 1) * proc.pageSize());
            assertThat(statm.fileBytes()).isEqualTo(word("statm", 2) * proc.pageSize());
        }
    }

    @Test
    void faultsAreThoseOfBothKinds() throws Exception {
        try (var faults = new Faults(proc, id)) {
            assertThat(faults.count()).isEqualTo(word("stat", 9) + word("stat", 11)).isPositive();
        }
    }

    @Test
    void theProcessorsTime() throws Exception {
        try (var time = new ProcessorTime(proc, id)) {
            time.read();
            assertThat(time.runNanos()).isEqualTo(word("schedstat", 0)).isPositive();
            assertThat(time.waitedNanos()).isEqualTo(word("schedstat", 1));
        }
    }
}
