package dev.kidreaper.observe.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.kidreaper.model.PieceSizes;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.testing.Compiled;
import dev.kidreaper.testing.TestPool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The heap of a real process: what is counted from outside is what its malloc counts itself.
class HeapWalkIT {
    private static final int ROUNDS = 20;
    private static final long BOOK_BYTES = 2400;
    private static final int KEPT = 7;
    private static final long HEADER_BYTES = 8;

    /// @param size of all that malloc got from the kernel
    private record Malloc(long inUse, long size) {}

    @TempDir private Path folder;

    private final Proc proc = Proc.ofMachine();
    private final HeapWalk walk = new HeapWalk();
    private Process manager;
    private BufferedReader answers;
    private OutputStream commands;
    private int worker;

    @BeforeEach
    void start() throws IOException {
        // Malloc does not count itself what its threads keep.
        start("glibc.malloc.tcache_count=0", "");
    }

    private void start(String tunables, String preload) throws IOException {
        Path program =
                Compiled.from(
                        "src/test/resources/heap/heap.c",
                        folder.resolve("heap"),
                        "-O1",
                        "-pthread");
        var builder = new ProcessBuilder(program.toString());
        builder.environment().put("GLIBC_TUNABLES", tunables);
        builder.environment().put("LD_PRELOAD", preload);
        manager = builder.start();
        answers = manager.inputReader(StandardCharsets.US_ASCII);
        commands = manager.getOutputStream();
        worker = Integer.parseInt(answers.readLine());
    }

    @AfterEach
    void end() throws Exception {
        commands.close();
        manager.waitFor();
    }

    @Test
    void isWhatMallocCountsItselfToTheByte() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Malloc more = tell("t" + (100 + 97 * round));
            assertThat(walked()).contains(more);
            Malloc less = tell("g" + (90 + 61 * round));
            assertThat(walked()).contains(less);
        }
        Malloc large = tell("l400");
        assertThat(walked()).contains(large);
    }

    /// By size they come to the same, as far as a class of sizes tells.
    @Test
    void piecesAreCountedBySize() throws Exception {
        long inUse = tell("t1500").inUse();
        var pages = new Pages(worker);
        pages.read(proc, new Pagemap(), null);
        PieceSizes pieces = walk.of(proc, worker, pages).orElseThrow().pieces();
        long bytes = 0;
        for (int c = 0; c < pieces.classes(); c++) {
            bytes += PieceSizes.size(c) * pieces.count(c);
        }
        assertThat(bytes).isCloseTo(inUse, withinPercentage(5));
    }

    /// Each thread has a heap of its own.
    @Test
    void threadsHeapsAreKnownToo() throws Exception {
        Malloc before = tell("t1");
        Malloc more = tell("p3000");
        assertThat(more.inUse()).isGreaterThan(before.inUse() + (1 << 20));
        // Of a thread's heap malloc counts its own book about it too.
        long inUse = walked().orElseThrow().inUse();
        assertThat(inUse).isBetween(more.inUse() - BOOK_BYTES, more.inUse());
    }

    /// A request that took much and gave it back leaves a large heap, of which nothing is in use.
    @Test
    void whatWasGivenBackIsNotInUse() throws Exception {
        Malloc before = tell("t1");
        Malloc much = tell("t3000");
        assertThat(much.inUse()).isGreaterThan(before.inUse() + (1 << 20));
        Malloc after = tell("g3000");
        assertThat(walked()).contains(after);
        assertThat(after.inUse()).isLessThan(before.inUse() + (300 << 10));
        assertThat(after.size()).isGreaterThan(before.size() + (500 << 10));
    }

    /// What a thread keeps for itself was given back: it is marked as in use, but not counted. Here
    /// it was taken from what is free, so no more is in use than before.
    @ParameterizedTest
    @ValueSource(ints = {900, 700, 500, 24})
    void whatAThreadKeepsForItselfIsNotInUse(int size) throws Exception {
        end();
        start("glibc.malloc.tcache_count=" + KEPT, "");
        Malloc markedBefore = tell("t1");
        long before = walked().orElseThrow().inUse();
        Malloc marked = tell("r" + size);
        assertThat(marked.inUse() - markedBefore.inUse())
                .isGreaterThanOrEqualTo(KEPT * (size + HEADER_BYTES));
        assertThat(walked().orElseThrow().inUse()).isEqualTo(before);
    }

    @Test
    void whatAnotherThreadKeepsIsNotInUseEither() throws Exception {
        end();
        start("glibc.malloc.tcache_count=" + KEPT, "");
        tell("w900");
        long before = walked().orElseThrow().inUse();
        Malloc markedBefore = tell("t1");
        Malloc marked = tell("w900");
        assertThat(marked.inUse() - markedBefore.inUse()).isGreaterThan(KEPT * 900);
        // But for what a thread costs.
        assertThat(walked().orElseThrow().inUse()).isBetween(before, before + BOOK_BYTES);
    }

    /// What the program has not touched is not there after a walk either.
    @Test
    void theWalkTouchesNothing() throws Exception {
        tell("l100");
        tell("l100");
        tell("l3000");
        String before = proc.text(worker, "statm");
        assertThat(walked()).isPresent();
        assertThat(proc.text(worker, "statm")).isEqualTo(before);
    }

    /// Amid the program's own changes a walk tells nothing, or about what is true.
    @Test
    void aProgramThatGoesOnMeanwhileIsNotMisread() throws Exception {
        Malloc before = tell("b1500");
        assertThat(before.size()).isZero();
        int told = 0;
        for (int i = 0; i < 200; i++) {
            var heap = walked();
            told += heap.isPresent() ? 1 : 0;
            heap.ifPresent(h -> {
                assertThat(h.inUse()).isBetween(2L << 20, 20L << 20);
                assertThat(h.size()).isBetween(h.inUse(), 40L << 20);
            });
        }
        System.out.println("walks over a busy heap that told something: " + told + " of 200");
        Malloc after = read();
        assertThat(walked()).contains(after);
    }

    /// Who moves the end of the heap himself has another heap than malloc's.
    @Test
    void whatIsNoHeapOfMallocsTellsNothing() throws Exception {
        tell("s70000");
        tell("t4000");
        assertThat(walked()).isEmpty();
    }

    /// Another allocator is named. Here it is one by name only.
    @Test
    void anAllocatorThatIsNotReadIsNamed() throws Exception {
        assertThat(walked()).isPresent();
        assertThat(walk.foreign()).isEmpty();
        end();
        Path source = Files.writeString(folder.resolve("none.c"), "int none;");
        Path library = folder.resolve("libjemalloc.so.2");
        Compiled.from(source.toString(), library, "-shared", "-fPIC");
        start("glibc.malloc.tcache_count=0", library.toString());
        walked();
        assertThat(walk.foreign()).isEqualTo("jemalloc");
    }

    /// In Ruby what nobody needs stays in use until its collector comes; in Perl it does not.
    @Test
    void rubysGarbageIsKnownToWait() throws Exception {
        assertThat(isCollected("ruby", "-e", "puts 1; STDOUT.flush; gets")).isTrue();
        assertThat(isCollected("perl", "-e", "$| = 1; print qq(1\\n); <STDIN>")).isFalse();
    }

    private boolean isCollected(String... command) throws Exception {
        Process program = new ProcessBuilder(command).start();
        try (var input = program.outputWriter(StandardCharsets.US_ASCII);
                var output = program.inputReader(StandardCharsets.US_ASCII)) {
            assertThat(output.readLine()).isEqualTo("1");
            int pid = Math.toIntExact(program.pid());
            // It may be about to read still, for which it takes memory: then nothing is told.
            var found = new AtomicReference<Optional<HeapWalk.Found>>(Optional.empty());
            TestPool.await(
                    "its sleep",
                    () -> {
                        found.set(walked(pid));
                        return found.get().isPresent();
                    });
            boolean isCollected = found.get().orElseThrow().isCollected();
            input.write("end\n");
            return isCollected;
        }
    }

    @Test
    void whoIsNotThereTellsNothing() {
        int nobody = Integer.MAX_VALUE;
        assertThat(walk.of(proc, nobody, new Pages(nobody))).isEmpty();
    }

    private Optional<HeapWalk.Found> walked(int pid) {
        var pages = new Pages(pid);
        try {
            pages.read(proc, new Pagemap(), null);
        } catch (Unreadable e) {
            throw new AssertionError(e);
        }
        return walk.of(proc, pid, pages);
    }

    private Optional<Malloc> walked() {
        return walked(worker)
                .map(f ->
                        new Malloc(
                                f.inUse(),
                                f.areas().stream().mapToLong(a -> a.end() - a.start()).sum()));
    }

    private Malloc tell(String command) throws IOException {
        commands.write((command + "\n").getBytes(StandardCharsets.US_ASCII));
        commands.flush();
        return read();
    }

    private Malloc read() throws IOException {
        String[] said = answers.readLine().split(" ", -1);
        return new Malloc(Long.parseLong(said[0]), Long.parseLong(said[1]));
    }
}
