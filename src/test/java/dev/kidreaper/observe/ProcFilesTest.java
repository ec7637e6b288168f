package dev.kidreaper.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Signal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The kernel's files, as they are and as they should never be.
class ProcFilesTest {
    private static final String STAT =
            "812 (perl) S 1 812 812 0 -1 4194560 9000 0 12 0 150 50 0 0 20 0 1 0 7777 129000000"
                    + " 29745 18446744073709551615 1 1 0 0 0 0 0 4224 81923 0 0 0 17 1 0 0 0 0 0";

    @Test
    void stat() throws Unreadable {
        assertThat(Stat.parse(STAT))
                .isEqualTo(
                        new Stat(
                                new ProcessId(812, 7777),
                                'S',
                                1,
                                812,
                                4194560,
                                200,
                                129000000,
                                29745));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", ") R 1", "((", "x) S 99 (y", "a\nb", ""})
    void aCommandNameMayHoldAnything(String name) throws Unreadable {
        Stat stat = Stat.parse(STAT.replace("(perl)", "(" + name + ")"));
        assertThat(stat.parent()).isEqualTo(1);
        assertThat(stat.id()).isEqualTo(new ProcessId(812, 7777));
    }

    @Test
    void smapsRollup() throws Unreadable {
        String text =
                """
                5637-7ffc ---p 00000000 00:00 0                          [rollup]
                Rss:                1656 kB
                Pss:                 748 kB
                Pss_Anon:            116 kB
                Private_Clean:       128 kB
                Private_Dirty:       116 kB
                Anonymous:           116 kB
                Private_Hugetlb:       0 kB
                Swap:                 20 kB
                SwapPss:              10 kB
                """;
        // As before Linux 6.0: 116 private anonymous, 10 in swap.
        assertThat(SmapsRollup.parse(text).footprint(5))
                .isEqualTo(new Footprint(5, 1656 << 10, 748 << 10, 126 << 10, 20 << 10));
    }

    /// A worker of four: 100 M that it shares with three others, 30 M of its own, of a file 200 M
    /// that only it reads and 20 M that only it writes, 8 M of libraries that twenty share.
    @Test
    void cleanAndDirtyPagesOfFilesAreNotItsOwn() throws Unreadable {
        assertThat(uss(358 << 10, 275, 220, 50, 130, 55, 0, 75, 100, 0, 0)).isEqualTo(30 << 20);
    }

    /// With 40 M of shared memory that all four have been in, and 10 M in which only it has been.
    @Test
    void sharedMemoryIsNotItsOwnEvenWhereOnlyItHasBeen() throws Unreadable {
        assertThat(uss(188 << 10, 85, 40, 40, 130, 55, 20, 75, 140, 0, 0)).isEqualTo(30 << 20);
    }

    @Test
    void ofSwapCountsWhatOnlyItHas() throws Unreadable {
        // All of it; nothing: four share it; half of it.
        assertThat(uss(130 << 10, 55, 30, 30, 130, 55, 0, 55, 100, 50, 50)).isEqualTo(80 << 20);
        assertThat(uss(130 << 10, 55, 30, 30, 130, 55, 0, 55, 100, 48, 12)).isEqualTo(30 << 20);
        assertThat(uss(130 << 10, 55, 30, 30, 130, 55, 0, 55, 100, 48, 30)).isEqualTo(54 << 20);
    }

    /// All but the first in MiB.
    private static long uss(
            int rssKib,
            int pss,
            int alone,
            int aloneDirty,
            int anonymous,
            int anonymousShare,
            int sharedMemoryShare,
            int dirtyShare,
            int sharedDirty,
            int swap,
            int swapShare)
            throws Unreadable {
        String text =
                """

                Rss: %d kB
                Pss: %d kB
                Pss_Dirty: %d kB
                Pss_Anon: %d kB
                Pss_Shmem: %d kB
                Shared_Dirty: %d kB
                Private_Clean: %d kB
                Private_Dirty: %d kB
                Anonymous: %d kB
                Private_Hugetlb: 0 kB
                Swap: %d kB
                SwapPss: %d kB
                """
                        .formatted(
                                rssKib,
                                pss << 10,
                                dirtyShare << 10,
                                anonymousShare << 10,
                                sharedMemoryShare << 10,
                                sharedDirty << 10,
                                (alone - aloneDirty) << 10,
                                aloneDirty << 10,
                                anonymous << 10,
                                swap << 10,
                                swapShare << 10);
        return SmapsRollup.parse(text).footprint(0).uss();
    }

    @Test
    void aProcessOnItsWayOutHasAnEmptyOne() {
        assertThatThrownBy(() -> SmapsRollup.parse(""))
                .isInstanceOfSatisfying(
                        Unreadable.class, e -> assertThat(e.why()).isEqualTo(Unreadable.Why.GONE));
    }

    @ParameterizedTest
    @CsvSource({
        "43 0x4 0x7ff 0x7fe 0x0 0x0 0x0 0x7 0x7, amd64, ACCEPT, 4",
        "288 0x0 0x7ff 0x7fe 0x0 0x0 0x0 0x7 0x7, amd64, ACCEPT, 0",
        "202 0x4 0x7ff 0x7fe 0x0 0x0 0x0 0x7 0x7, aarch64, ACCEPT, 4",
        "43 0x4 0x7ff 0x7fe 0x0 0x0 0x0 0x7 0x7, aarch64, OTHER, 4",
        "23 0x0 0x0 0x0 0x0 0x7ff 0x0 0x7 0x7, amd64, SLEEP, 0",
        "23 0x5 0x7ff 0x0 0x0 0x7ff 0x0 0x7 0x7, amd64, SELECT, 5",
        "7 0x7ff 0x2 0xffff 0x0 0x7ff 0x0 0x7 0x7, amd64, POLL, 2047",
        "232 0x6 0x7ff 0xc 0xffff 0x7ff 0x0 0x7 0x7, amd64, EPOLL, 6",
        "0 0x5 0x7ff 0x8 0x0 0x0 0x0 0x7 0x7, amd64, READ, 5",
        "9 0x0 0x7ff 0x8 0x0 0x0 0x0 0x7 0x7, amd64, OTHER, 0",
        "-1 0x7ffd 0x7f07, amd64, NONE, -1",
        "running, amd64, NONE, -1",
        "43 0x4 0x7ff 0x7fe 0x0 0x0 0x0 0x7 0x7, s390x, HIDDEN, -1"
    })
    void syscall(String text, String architecture, Call.Kind kind, long argument) {
        Call call = Call.parse(text + "\n", architecture);
        assertThat(call.kind()).isEqualTo(kind);
        assertThat(call.first()).isEqualTo(argument);
    }

    /// The calls of signal(7) that end with EINTR after a stop, though no handler has run.
    @ParameterizedTest
    @CsvSource({
        "65, amd64, true", // semop
        "220, amd64, true", // semtimedop
        "128, amd64, true", // rt_sigtimedwait
        "208, amd64, true", // io_getevents
        "232, amd64, true", // epoll_wait
        "281, amd64, true", // epoll_pwait
        "7, amd64, false", // poll
        "23, amd64, false", // select
        "43, amd64, false", // accept
        "202, amd64, false", // futex
        "35, amd64, false", // nanosleep
        "193, aarch64, true", // semop
        "22, aarch64, true", // epoll_pwait
        "202, aarch64, false" // accept
    })
    void callsThatAStopBreaks(long number, String architecture, boolean breaks) {
        Call call = Call.parse(number + " 0x4 0x7ff 0x7fe 0x0 0x0 0x0 0x7 0x7\n", architecture);
        assertThat(call.breaks()).isEqualTo(breaks);
    }

    /// Those that move bytes end with what they have moved so far; `recv` if it waits for all.
    @ParameterizedTest
    @CsvSource({
        "1, 0x0, amd64, true", // write
        "44, 0x0, amd64, true", // sendto
        "40, 0x0, amd64, true", // sendfile
        "42, 0x0, amd64, true", // connect
        "45, 0x100, amd64, true", // recvfrom with MSG_WAITALL
        "45, 0x0, amd64, false", // recvfrom
        "0, 0x100, amd64, false", // read
        "206, 0x0, aarch64, true", // sendto
        "207, 0x100, aarch64, true" // recvfrom with MSG_WAITALL
    })
    void callsThatEndWithAPart(long number, String flags, String architecture, boolean part) {
        String text = number + " 0x4 0x7ff 0x7fe " + flags + " 0x0 0x0 0x7 0x7";
        Call call = Call.parse(text, architecture);
        assertThat(call.transfers()).isEqualTo(part);
    }

    @Test
    void credentials(@TempDir Path root) throws Unreadable, IOException {
        var proc =
                proc(
                        root,
                        "status",
                        """
                        Name:\tperl
                        Uid:\t33\t33\t0\t33
                        Gid:\t33\t34\t33\t33
                        Gid:\t33\t34\t33\t33
                        SigIgn:\t0000000000001000
                        SigCgt:\t0000000000004001
                        """);
        Credentials rights = Credentials.of(proc, 5);
        assertThat(rights.isOnly(33)).isFalse();
        assertThat(rights.effectiveGid()).isEqualTo(34);
        assertThat(rights.catches(Signal.HUP)).isTrue();
        assertThat(rights.catches(Signal.TERM)).isTrue();
        assertThat(rights.catches(Signal.QUIT)).isFalse();
        assertThat(rights.ignores(Signal.HUP)).isFalse();
    }

    /// Whatever stands in these files, reading them ends, with an answer or a refusal.
    @Test
    void noBytesMakeAReaderFailOtherwise(@TempDir Path root) throws IOException {
        long seed = Long.getLong("kidreaper.seed", 20_261_124);
        var random = new Random(seed);
        String[] good = {STAT, "\nRss: 5 kB\nPss: 4 kB\nSwap: 0 kB", "43 0x4 0x7", "\nUid:\t1\t1"};
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = good[i % good.length].getBytes(StandardCharsets.ISO_8859_1);
            for (int flips = random.nextInt(6); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            String cut =
                    new String(
                            bytes,
                            0,
                            random.nextInt(bytes.length + 1),
                            StandardCharsets.ISO_8859_1);
            try {
                Call.parse(cut, "amd64");
                Stat.parse(cut);
                SmapsRollup.parse(cut);
            } catch (Unreadable e) {
                assertThat(e.sentence()).isNotEmpty();
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", case " + i + ": " + cut, e);
            }
        }
        assertThat(proc(root, "status", "").pageSize()).isPositive();
    }

    private static Proc proc(Path root, String name, String text) throws IOException {
        Path folder = Files.createDirectories(root.resolve("5"));
        Files.writeString(folder.resolve(name), text);
        return new Proc(root.toString());
    }
}
