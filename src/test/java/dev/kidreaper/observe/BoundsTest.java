package dev.kidreaper.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kidreaper.decide.Recognition;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Pool;
import dev.kidreaper.model.Worker;
import dev.kidreaper.observe.PoolReader.Depth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// However much a process writes into its files, no more of it is read than is looked at.
class BoundsTest {
    private static final int MANAGER = 10;
    private static final String STATUS =
            """
            Name:\tperl
            Uid:\t0\t0\t0\t0
            Gid:\t0\t0\t0\t0
            SigIgn:\t0000000000001000
            SigCgt:\t0000000000004001
            """;

    @TempDir private Path root = Path.of("");

    @Test
    void ofACommandLineTheBeginning() throws IOException, Unreadable {
        process(MANAGER, 1, "perl-fcgi-pm app\0");
        process(11, MANAGER, "perl-fcgi\0");
        process(12, MANAGER, "a\0".repeat(2_500_000));
        process(13, MANAGER, "a".repeat(5_000_000));
        write(MANAGER, "task/10/children", "11 12 13 ");
        var proc = new Proc(root.toString());
        var pools = new PoolReader(proc, Recognition::of);
        Manager manager = pools.manager(MANAGER);
        Pool pool = pools.pool(manager, Depth.CHEAP);
        assertThat(manager.profile().isUnknown()).isFalse();
        assertThat(pool.workers()).extracting(w -> w.id().pid()).containsExactly(11, 12, 13);
        assertThat(pool.workers()).extracting(Worker::title).allMatch(t -> t.length() <= 512);
        assertThat(proc.commandLine(13)).hasSize(4096);
        assertThat(new Helpers(proc, pools).seen(MANAGER, Depth.CHEAP))
                .allMatch(h -> h.title().length() <= 256);
    }

    @Test
    void aFileThatShouldBeShortIsRefusedWhenItIsNot() throws IOException {
        process(MANAGER, 1, "x");
        write(MANAGER, "status", "x".repeat((1 << 20) + 1));
        write(MANAGER, "maps", "x".repeat((1 << 22) + 1));
        var proc = new Proc(root.toString());
        for (String name : new String[] {"status", "maps"}) {
            assertThatThrownBy(() -> proc.text(MANAGER, name))
                    .isInstanceOfSatisfying(
                            Unreadable.class,
                            e -> assertThat(e.why()).isEqualTo(Unreadable.Why.BROKEN))
                    .hasMessageContaining("longer than");
        }
    }

    @Test
    void nobodysManagerHasSoManyChildren() throws IOException {
        process(MANAGER, 1, "x");
        write(MANAGER, "task/10/children", "7 ".repeat(20_000));
        assertThatThrownBy(() -> Threads.children(new Proc(root.toString()), MANAGER))
                .hasMessageContaining("more than 16384 children");
    }

    @Test
    void noMoreNamesThanAskedFor() throws IOException, Unreadable {
        for (int i = 0; i < 30; i++) {
            write(MANAGER, "fd/" + i, "");
        }
        assertThat(new Proc(root.toString()).names(MANAGER, "fd", 20)).hasSize(20);
        assertThat(new Proc(root.toString()).names(MANAGER, "fd", 50)).hasSize(30).contains("29");
    }

    @Test
    void aThreadIsOneOfItsProcessOnly() {
        var proc = Proc.ofMachine();
        int us = Math.toIntExact(ProcessHandle.current().pid());
        assertThat(Threads.has(proc, us, us)).isTrue();
        assertThat(Threads.has(proc, us, 1)).isFalse();
    }

    private void process(int pid, int parent, String commandLine) throws IOException {
        write(
                pid,
                "stat",
                ("%d (perl) S %d 812 812 0 -1 4194560 9000 0 12 0 150 50 0 0 20 0 1 0 7777"
                                + " 129000000 29745 18446744073709551615 1 1 0 0 0 0 0 4224 81923 0"
                                + " 0 0 17 1 0 0 0 0 0")
                        .formatted(pid, parent));
        write(pid, "statm", "9000 800 100 1 0 600 0");
        write(pid, "status", STATUS);
        write(pid, "cmdline", commandLine);
        write(pid, "task/" + pid + "/children", "");
        Files.writeString(root.resolve("uptime"), "5000.0 1.0");
    }

    private void write(int pid, String name, String text) throws IOException {
        Path file = root.resolve(pid + "/" + name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
