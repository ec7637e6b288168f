package dev.kidreaper.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.Profiles;
import dev.kidreaper.observe.memory.Pagemap;
import dev.kidreaper.observe.memory.Pages;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What of a real worker's memory its end gives back. Its manager and two siblings share some of
/// it.
class UssIT {
    private static final long MIB = 1 << 20;

    /// Python itself needs some pages.
    private static final long ALIKE = MIB / 2;

    @TempDir private Path folder = Path.of("");
    private final Proc proc = Proc.ofMachine();
    private final PoolReader pools = new PoolReader(proc, _ -> Profiles.UNKNOWN);
    private Process manager;
    private BufferedReader answers;
    private OutputStream commands;
    private int worker;

    @BeforeEach
    void start() throws IOException {
        Path read = Files.write(folder.resolve("read"), new byte[16 << 20]);
        Path written = Files.write(folder.resolve("written"), new byte[16 << 20]);
        String script = "src/test/resources/pages/kinds.py";
        var command = List.of("python3", script, read.toString(), written.toString());
        manager = new ProcessBuilder(command).start();
        answers = manager.inputReader(StandardCharsets.US_ASCII);
        commands = manager.getOutputStream();
        worker = Integer.parseInt(Objects.requireNonNull(answers.readLine()));
        tell("n");
    }

    @AfterEach
    void end() throws IOException, InterruptedException {
        commands.close();
        manager.waitFor();
    }

    @ParameterizedTest
    @CsvSource({
        "memory of its own, a, 8",
        "copies of what it inherited, c, 4",
        "a file that only it reads, r, 0",
        "a file that only it writes to, w, 0",
        "its manager's shared memory where only it has been, s, 0",
        "everything, acrws, 12",
        "everything in another order, swrca, 12"
    })
    void itsEndGivesBackWhatNobodyElseNeeds(String what, String how, int gain)
            throws IOException, Unreadable {
        long before = footprint().uss();
        for (String command : how.split("", -1)) {
            if (!command.isEmpty()) {
                tell(command);
            }
        }
        assertThat(footprint().uss() - before)
                .as(what)
                .isBetween(gain * MIB - ALIKE, gain * MIB + ALIKE);
    }

    /// `diagnose` reads pages, and `ps`, `reap` and the daemon read sums.
    @Test
    void allReadingsAgree() throws IOException, Unreadable {
        for (String command : "acrws".split("", -1)) {
            tell(command);
        }
        long uss = footprint().uss();
        var weight = pools.weigh(worker, 0, -1);
        assertThat(weight.footprint().uss()).isEqualTo(uss);
        assertThat(weight.memoryBreakdown().alone()).isEqualTo(uss);
        long pages = new Pages(worker).read(proc, new Pagemap(), null).alone();
        assertThat(pages).isBetween(uss - ALIKE, uss + ALIKE);
    }

    private Footprint footprint() throws Unreadable {
        return pools.footprint(worker, 0);
    }

    private void tell(String command) throws IOException {
        commands.write((command + "\n").getBytes(StandardCharsets.US_ASCII));
        commands.flush();
        assertThat(answers.readLine()).isEqualTo("done");
    }
}
