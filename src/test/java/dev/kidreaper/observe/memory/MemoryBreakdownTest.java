package dev.kidreaper.observe.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.MemoryBreakdown;
import dev.kidreaper.observe.SmapsRollup;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.observe.memory.Mappings.Span;
import org.junit.jupiter.api.Test;

class MemoryBreakdownTest {
    private static final String ROLLUP =
            """
            55d132a38000-7ffd17fc8000 ---p 00000000 00:00 0                          [rollup]
            Rss:               10000 kB
            Pss:                5000 kB
            Shared_Clean:       2000 kB
            Shared_Dirty:       5000 kB
            Private_Clean:       100 kB
            Private_Dirty:      2900 kB
            Anonymous:          7900 kB
            Private_Hugetlb:       0 kB
            Swap:                 50 kB
            """;

    @Test
    void sumsTellWhatCameApart() throws Unreadable {
        var rollup = SmapsRollup.parse(ROLLUP);
        assertThat(rollup.breakdown(-1))
                .isEqualTo(
                        new MemoryBreakdown(
                                5000 << 10, 0, 2900 << 10, 2100 << 10, 100 << 10, 50 << 10));
        assertThat(rollup.breakdown(6000 << 10))
                .isEqualTo(
                        new MemoryBreakdown(
                                5000 << 10,
                                1000 << 10,
                                1900 << 10,
                                2100 << 10,
                                100 << 10,
                                50 << 10));
        assertThat(rollup.breakdown(6000 << 10).alone()).isEqualTo(2950 << 10);
    }

    @Test
    void mappingsAreReadButForThoseWithoutMemory() throws Unreadable {
        String maps =
                """
                55d132a38000-55d132a3a000 r--p 00000000 fe:00 1234                       /bin/x
                55d132a3a000-55d132a3b000 ---p 00000000 00:00 0
                55d132a3b000-55d132a3c000 rw-p 00000000 00:00 0                          [heap]
                7ffd17f00000-7ffd17f02000 r--p 00000000 00:00 0                          [vvar]
                7ffd17f02000-7ffd17f04000 r-xp 00000000 00:00 0                          [vdso]
                ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]
                """;
        assertThat(Mappings.parse(maps, 4096))
                .containsExactly(
                        new Span(0x55d132a38L, 0x55d132a3aL), new Span(0x55d132a3bL, 0x55d132a3cL));
    }

    /// A heap goes on in another mapping after a fork; a file is anybody's; a stack is no heap.
    @Test
    void anonymousMappingsAreThoseWithoutFile() throws Unreadable {
        String maps =
                """
                55d132a38000-55d132a3a000 rw-p 00000000 fe:00 1230                       /bin/x 0
                55d132a3b000-55d132a3c000 rw-p 00000000 00:00 0                          [heap]
                55d132a3c000-55d132a3e000 rw-p 00000000 00:00 0                          [heap]
                7f5c60000000-7f5c60021000 rw-p 00000000 00:00 0\s
                7f5c60021000-7f5c64000000 ---p 00000000 00:00 0\s
                7f5c64000000-7f5c64001000 rw-s 00000000 00:01 0                          /dev/zero
                7ffd17e00000-7ffd17e21000 rw-p 00000000 00:00 0                          [stack]
                """;
        assertThat(Mappings.anonymous(maps))
                .containsExactly(
                        new Mappings.Area(0x55d132a3b000L, 0x55d132a3c000L, true),
                        new Mappings.Area(0x55d132a3c000L, 0x55d132a3e000L, true),
                        new Mappings.Area(0x7f5c60000000L, 0x7f5c60021000L, false));
    }
}
