package dev.kidreaper.observe.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.MemoryBreakdown;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.SmapsRollup;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.testing.Compiled;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The pages of a real process that does what it is told: each must be taken for what it is.
class PagesIT {
    private static final int INHERITED = 1024;
    private static final int FILE = 64;

    @TempDir private Path folder;

    private final Proc proc = Proc.ofMachine();
    private final Pagemap pagemap = new Pagemap();
    private final long page = proc.pageSize();
    private Process manager;
    private BufferedReader answers;
    private OutputStream commands;
    private int worker;

    @BeforeEach
    void start() throws IOException {
        Path program =
                Compiled.from("src/test/resources/pages/pages.c", folder.resolve("pages"), "-O1");
        Path file = folder.resolve("file");
        Files.write(file, new byte[(int) (FILE * page)]);
        manager = new ProcessBuilder(program.toString(), file.toString()).start();
        answers = manager.inputReader(StandardCharsets.US_ASCII);
        commands = manager.getOutputStream();
        worker = Integer.parseInt(answers.readLine());
        // What it needs to obey is there from here on.
        for (String warm : List.of("a0", "o1", "f", "m1")) {
            tell(warm);
        }
    }

    @AfterEach
    void end() throws Exception {
        commands.close();
        manager.waitFor();
    }

    @Test
    void whatComesApartIsToldFromWhatIsNewAndFromFiles() throws Exception {
        var pages = new Pages(worker);
        MemoryBreakdown first = read(pages);
        assertThat(first.shared()).isGreaterThanOrEqualTo(INHERITED * page);

        tell("a300");
        MemoryBreakdown apart = read(pages);
        expect(first, apart, -300, 300, 0, 0);

        tell("a300"); // They are its own already.
        assertThat(read(pages)).isEqualTo(apart);

        tell("o200");
        MemoryBreakdown own = read(pages);
        expect(apart, own, 0, 0, 200, 0);

        tell("a500"); // Of which 200 are new to it.
        MemoryBreakdown more = read(pages);
        expect(own, more, -200, 200, 0, 0);

        tell("m" + FILE);
        MemoryBreakdown file = read(pages);
        expect(more, file, 0, 0, 0, FILE);
        // One of them was mapped before.
        assertThat(file.fileAlone() - more.fileAlone()).isEqualTo((FILE - 2) * page);

        tell("f");
        expect(file, read(pages), 0, 0, -200, 0);
    }

    /// Where the first look comes late, the manager tells what was inherited.
    @Test
    void whatCameApartBeforeTheFirstLookIsKnownByTheManager() throws Exception {
        tell("a300");
        tell("o200");
        var managers = new Pages(Math.toIntExact(manager.pid()));
        managers.read(proc, pagemap, null);
        MemoryBreakdown known = new Pages(worker).read(proc, pagemap, managers);
        MemoryBreakdown unknown = read(new Pages(worker));
        assertThat(unknown.apart()).isZero();
        assertThat(known.apart()).isBetween(300 * page, 330 * page);
        assertThat(known.apart() + known.own()).isEqualTo(unknown.own());
        assertThat(known.own()).isGreaterThanOrEqualTo(200 * page);
    }

    /// The sums that stand in where there are too many pages tell the same.
    @Test
    void theSumsTellTheSame() throws Exception {
        MemoryBreakdown first = sums(-1);
        tell("a300");
        tell("o200");
        expect(first, sums(first.shared()), -300, 300, 200, 0);
    }

    private MemoryBreakdown sums(long sharedAtFirst) throws Unreadable {
        return SmapsRollup.parse(proc.text(worker, "smaps_rollup")).breakdown(sharedAtFirst);
    }

    private MemoryBreakdown read(Pages pages) throws Unreadable {
        return pages.read(proc, pagemap, null);
    }

    private void tell(String command) throws IOException {
        commands.write(command.getBytes(StandardCharsets.US_ASCII));
        commands.flush();
        assertThat(answers.readLine()).isEqualTo("ok");
    }

    /// Changes in pages.
    private void expect(
            MemoryBreakdown before,
            MemoryBreakdown after,
            int shared,
            int apart,
            int own,
            int file) {
        assertThat((after.shared() - before.shared()) / page).as("shared").isEqualTo(shared);
        assertThat((after.apart() - before.apart()) / page).as("apart").isEqualTo(apart);
        assertThat((after.own() - before.own()) / page).as("own").isEqualTo(own);
        assertThat((after.file() - before.file()) / page).as("file").isEqualTo(file);
    }
}
