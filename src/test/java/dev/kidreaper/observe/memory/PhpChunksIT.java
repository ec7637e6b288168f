package dev.kidreaper.observe.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kidreaper.model.PieceSizes;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.testing.TestPool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The memory of a real PHP: what is counted from outside is what `memory_get_usage()` says.
class PhpChunksIT {
    /// What it takes to wait for a line.
    private static final long BESIDES = 1024;

    private final Proc proc = Proc.ofMachine();
    private Process php;
    private BufferedReader answers;
    private OutputStream commands;
    private int pid;

    @BeforeEach
    void start() throws IOException {
        php = new ProcessBuilder("php", "src/test/resources/heap/heap.php").start();
        answers = php.inputReader(StandardCharsets.US_ASCII);
        commands = php.getOutputStream();
        pid = Math.toIntExact(php.pid());
        tell("small 1");
    }

    @AfterEach
    void end() throws Exception {
        commands.close();
        php.destroyForcibly().waitFor();
    }

    @Test
    void isWhatPhpCountsItself() throws Exception {
        String[] told = {
            "small 20000", "large 40", "drop 7000", "huge 3", "object 9000", "drop 22000", "large 9"
        };
        for (String command : told) {
            long counted = tell(command);
            var pieces = new FoundPieces(null);
            PhpChunks.Found found = found(pieces).orElseThrow();
            assertThat(found.inUse()).as(command).isCloseTo(counted, within(BESIDES));
            assertThat(bytes(pieces)).as(command).isGreaterThan(counted * 9 / 10);
            long size = found.areas().stream().mapToLong(a -> a.end() - a.start()).sum();
            assertThat(size).isGreaterThanOrEqualTo(counted);
        }
    }

    /// The whole walk has it too, beside what malloc has.
    @Test
    void aWalkOverTheHeapCountsIt() throws Exception {
        long before = walked();
        long counted = tell("large 30") - tell("drop 1") + tell("small 1000");
        assertThat(counted).isPositive();
        long first = tell("small 1");
        long more = tell("large 30");
        assertThat(walked() - before).isGreaterThan(more - first);
    }

    /// Memory that is made up takes no longer to read, and tells nothing.
    @Test
    void chunksThatRunInACircleTellNothing() throws Exception {
        tell("large 300");
        tell("break 1");
        long start = System.nanoTime();
        assertThat(found(new FoundPieces(null))).isEmpty();
        assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
    }

    private static long bytes(FoundPieces found) {
        PieceSizes pieces = found.sizes();
        long bytes = 0;
        for (int c = 0; c < pieces.classes(); c++) {
            bytes += PieceSizes.size(c) * pieces.count(c);
        }
        return bytes;
    }

    private Pages pages() throws Unreadable {
        var pages = new Pages(pid);
        pages.read(proc, new Pagemap(), null);
        return pages;
    }

    private long walked() throws Unreadable {
        return new HeapWalk().of(proc, pid, pages()).orElseThrow().inUse();
    }

    private Optional<PhpChunks.Found> found(FoundPieces pieces) throws IOException, Unreadable {
        TestPool.await("its sleep", this::sleeps);
        try (var memory = new MemoryWindow(proc, pid, pages())) {
            return PhpChunks.in(memory, Mappings.anonymous(proc.text(pid, "maps")), pieces);
        }
    }

    private boolean sleeps() {
        try {
            return proc.text(pid, "stat").contains(") S ");
        } catch (Unreadable e) {
            throw new AssertionError(e);
        }
    }

    private long tell(String command) throws IOException {
        commands.write((command + "\n").getBytes(StandardCharsets.US_ASCII));
        commands.flush();
        return Long.parseLong(answers.readLine());
    }
}
