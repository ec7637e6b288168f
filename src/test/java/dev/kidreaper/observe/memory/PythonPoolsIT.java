package dev.kidreaper.observe.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The small objects of a real Python: what is counted from outside is what it counts itself.
class PythonPoolsIT {
    private static final Pattern COUNTED =
            Pattern.compile("# bytes in allocated blocks *= *([0-9,]+)");

    /// What it takes to say so.
    private static final long BESIDES = 4096;

    @TempDir private Path folder;

    private final Proc proc = Proc.ofMachine();
    private Process python;
    private BufferedReader answers;
    private OutputStream commands;
    private Path said;
    private int pid;

    @BeforeEach
    void start() throws IOException {
        said = folder.resolve("said");
        python =
                new ProcessBuilder("python3", "src/test/resources/heap/heap.py")
                        .redirectError(said.toFile())
                        .start();
        answers = python.inputReader(StandardCharsets.US_ASCII);
        commands = python.getOutputStream();
        pid = Integer.parseInt(answers.readLine());
    }

    @AfterEach
    void end() throws Exception {
        commands.close();
        python.waitFor();
    }

    @Test
    void isWhatPythonCountsItself() throws Exception {
        long before = tell(1);
        for (int count : new int[] {30_000, -20_000, 50_000, -59_000, 100_000}) {
            long counted = tell(count);
            assertThat(inUse()).isCloseTo(counted, within(BESIDES));
            before = counted;
        }
        assertThat(before).isGreaterThan(20L << 20);
    }

    /// What was given back is free in its pools, and they are still Python's.
    @Test
    void freePoolsAreKnownToo() throws Exception {
        tell(60_000);
        long full = found().areas().stream().mapToLong(a -> a.end() - a.start()).sum();
        long inUse = tell(-55_000);
        long left = found().areas().stream().mapToLong(a -> a.end() - a.start()).sum();
        assertThat(inUse).isLessThan(full / 3);
        assertThat(left).isGreaterThan(full / 2);
    }

    private HeapWalk.Found found() throws Unreadable {
        return new HeapWalk().of(proc, pid, pages()).orElseThrow();
    }

    private Pages pages() throws Unreadable {
        var pages = new Pages(pid);
        pages.read(proc, new Pagemap(), null);
        return pages;
    }

    private long inUse() throws Exception {
        long inUse = 0;
        try (var memory = new MemoryWindow(proc, pid, pages())) {
            for (Mappings.Area area : Mappings.anonymous(proc.text(pid, "maps"))) {
                inUse += PythonPools.inUse(memory, area, new ArrayList<>(), new FoundPieces(null));
            }
        }
        return inUse;
    }

    /// What Python counts after that.
    private long tell(int objects) throws IOException {
        commands.write((objects + "\n").getBytes(StandardCharsets.US_ASCII));
        commands.flush();
        assertThat(answers.readLine()).isEqualTo("ok");
        var counted = COUNTED.matcher(Files.readString(said));
        long last = -1;
        while (counted.find()) {
            last = Long.parseLong(counted.group(1).replace(",", ""));
        }
        return last;
    }
}
