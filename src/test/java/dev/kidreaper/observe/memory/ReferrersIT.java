package dev.kidreaper.observe.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Referrers;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.testing.Compiled;
import dev.kidreaper.testing.TestPool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Real programs that keep what they get in lists and in tables, or lose it: who refers to it is
/// seen from outside.
class ReferrersIT {
    private static final String PROGRAMS = "src/test/resources/referrers/keep.";

    @TempDir private Path folder;

    private final Proc proc = Proc.ofMachine();
    private @Nullable Running running;

    /// A program, which does what it is told to on its input.
    private record Running(Process program, BufferedReader answers, OutputStream commands) {
        void tell(String command) throws IOException {
            commands.write((command + "\n").getBytes(StandardCharsets.US_ASCII));
            commands.flush();
            assertThat(answers.readLine()).isEqualTo("ok");
        }
    }

    @AfterEach
    void end() throws Exception {
        if (running != null) {
            running.commands.close();
            running.program.waitFor();
        }
    }

    /// Requests append to a list, and nothing takes anything away.
    @ParameterizedTest
    @CsvSource({
        "pl, list, 400, 100",
        "pl, list, 20000, 9",
        "pl, list, 200000, 6",
        "pl, objects, 3000, 60",
        "pl, arrays, 2000, 60",
        "py, list, 900, 100",
        "py, list, 50000, 30",
        "py, bytes, 2000, 50",
        "py, bytes, 120, 400",
        "py, tuples, 900, 100",
        "py, states, 500, 60",
        "py, closures, 2500, 50",
        "py, tickets, 800, 80",
        "py, objects, 9000, 40",
        "py, recycled, 800, 80",
        "py, in_thread, 800, 80",
        "py, rooms, 3000, 100",
        "pl, rooms, 3000, 100",
        "php, list, 5000, 50",
        "php, list, 2000, 300",
        "php, objects, 4000, 80",
        "rb, list, 20000, 300",
        "c, list, 3000, 40",
    })
    void whatAListHoldsIsKnown(String language, String how, int bytes, int count) throws Exception {
        Referrers referrers = between(language, how, bytes, count);
        assertThat(referrers.arrayPart()).as("%s", referrers).isGreaterThan(0.6);
        assertThat(referrers.lostPart()).as("%s", referrers).isLessThan(0.1);
        assertThat(referrers.elements()).as("%s", referrers).isBetween(count / 2, count * 2);
    }

    /// A cache holds its entries in a table.
    @ParameterizedTest
    @CsvSource({
        "pl, table, 3000, 200",
        "pl, table, 400, 300",
        "pl, ordered, 3000, 200",
        "pl, ordered, 60, 900",
        "pl, chain, 3000, 200",
        "pl, both, 3000, 200",
        "pl, routines, 3000, 200",
        "pl, closure, 300, 400",
        "py, table, 3000, 200",
        "py, table, 120, 900",
        "py, keys, 120, 900",
        "py, ordered, 3000, 200",
        "py, lru, 3000, 200",
        "py, memoised, 3000, 200",
        "py, lists, 700, 100",
        "py, ring, 3000, 400",
        "php, table, 5000, 200",
        "php, named, 5000, 200",
        "php, table, 2000, 300",
        "php, things, 2000, 300",
        "rb, table, 20000, 100",
        "c, slots, 3000, 300",
        "c, table, 3000, 300",
        "c, ordered, 3000, 300",
    })
    void whatATableHoldsIsNotTakenForAList(String language, String how, int bytes, int count)
            throws Exception {
        Referrers referrers = between(language, how, bytes, count);
        assertThat(referrers.bytes()).isPositive();
        assertThat(referrers.arrayPart()).as("%s", referrers).isZero();
        assertThat(referrers.lostPart()).as("%s", referrers).isLessThan(0.1);
    }

    /// Memory that was allocated and never given back, to which nothing refers any more.
    @ParameterizedTest
    @CsvSource({
        "c, lost, 3000, 50",
        "c, lost, 64, 500",
        "c, lostobjects, 2000, 50",
        "pl, cycle, 80, 1000",
        "pl, cycle, 3000, 100",
        "pl, cycles, 80, 100",
    })
    void whatIsLostIsKnown(String language, String how, int bytes, int count) throws Exception {
        Referrers referrers = between(language, how, bytes, count);
        assertThat(referrers.lostPart()).as("%s", referrers).isGreaterThan(0.5);
        assertThat(referrers.arrayPart()).as("%s", referrers).isZero();
    }

    /// What a collector will free is not lost.
    @Test
    void garbageOfPythonIsKnown() throws Exception {
        Referrers referrers = between("py", "garbage", 2000, 100);
        assertThat(referrers.garbagePart()).as("%s", referrers).isGreaterThan(0.9);
        assertThat(referrers.lostPart()).isZero();
        assertThat(referrers.arrayPart()).isZero();
    }

    /// Also where weak references lead to it.
    @Test
    void whatOnlyWeakReferencesLeadToIsGarbage() throws Exception {
        Referrers referrers = between("py", "weak", 2000, 100);
        assertThat(referrers.garbagePart()).as("%s", referrers).isGreaterThan(0.8);
        assertThat(referrers.arrayPart()).isZero();
    }

    /// What the interpreter keeps of freed objects, for new ones, ceases to grow.
    @Test
    void whatIsKeptForOtherObjectsIsKnown() throws Exception {
        Referrers referrers = between("py", "spare", 0, 400);
        assertThat(referrers.sparePart()).as("%s", referrers).isGreaterThan(0.8);
        assertThat(referrers.lostPart() + referrers.garbagePart()).isLessThan(0.2);
        assertThat(referrers.arrayPart()).isZero();
    }

    /// A child shares the pages with the pointers, which are not looked at.
    @Test
    void nothingIsCalledLostWhileAChildSharesTheMemory() throws Exception {
        Referrers referrers = between("c", "child", 3000, 50);
        assertThat(referrers.bytes()).isPositive();
        assertThat(referrers.lostPart()).isZero();
    }

    /// What a program gives back accumulates nowhere.
    @ParameterizedTest
    @CsvSource({"pl", "py", "php", "c"})
    void whatIsGivenBackHasNoReferrers(String language) throws Exception {
        Referrers referrers = looked(language, "nothing", 3000, 500);
        assertThat(referrers == null || referrers.arrayPart() + referrers.lostPart() < 0.5)
                .as("%s", referrers)
                .isTrue();
    }

    /// Some are there before the first look, as many again come until the second one.
    private @Nullable Referrers looked(String language, String how, int bytes, int count)
            throws Exception {
        Running here = start(language);
        running = here;
        int pid = Integer.parseInt(here.answers.readLine());
        here.tell("nothing 100 " + bytes);
        here.tell(how + " " + count + " " + bytes);
        var look = new ReferrerLook();
        look.begin(proc, pid, () -> pages(pid));
        here.tell(how + " " + count + " " + bytes);
        look.end(proc, pid, () -> pages(pid));
        return look.referrers();
    }

    private Referrers between(String language, String how, int bytes, int count) throws Exception {
        return Objects.requireNonNull(looked(language, how, bytes, count));
    }

    private Running start(String language) throws IOException {
        List<String> command =
                switch (language) {
                    case "pl" -> List.of("perl", PROGRAMS + "pl");
                    case "py" -> List.of("/usr/bin/python3", PROGRAMS + "py");
                    case "php" -> List.of("php", PROGRAMS + "php");
                    case "rb" -> List.of("ruby", PROGRAMS + "rb");
                    default ->
                            List.of(
                                    Compiled.from(PROGRAMS + "c", folder.resolve("keep"), "-O1")
                                            .toString());
                };
        Process program =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        return new Running(
                program, program.inputReader(StandardCharsets.US_ASCII), program.getOutputStream());
    }

    private Pages pages(int pid) throws Unreadable {
        TestPool.await("its sleep", () -> sleeps(pid));
        var pages = new Pages(pid);
        pages.read(proc, new Pagemap(), null);
        return pages;
    }

    private boolean sleeps(int pid) {
        try {
            return proc.text(pid, "stat").contains(") S ");
        } catch (Unreadable e) {
            throw new AssertionError(e);
        }
    }
}
