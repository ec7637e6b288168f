package dev.kidreaper.observe.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Size;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whose memory counts: the machine's, or that of the control group around a manager.
class MachineTest {
    private static final int PID = 812;
    private static final long MIB = 1 << 20;
    private static final long GIB = 1L << 30;

    /// Of which 50 MiB can be taken back.
    private static final String STAT_1 =
            """
            cache 99999999
            inactive_file 1
            total_inactive_file 41943040
            total_active_file 10485760
            """;

    private static final String STAT_2 =
            """
            anon 5
            file 99999999
            shmem 7
            inactive_file 31457280
            active_file 10485760
            slab_reclaimable 10485760
            """;

    @TempDir private Path folder = Path.of("");
    private Path groups = Path.of("");

    /// A machine of 24 GiB, of which 18 are available, and whose processes do not wait.
    @BeforeEach
    void aMachine() throws IOException {
        groups = Files.createDirectory(folder.resolve("cgroup"));
        Path proc = Files.createDirectories(folder.resolve("proc/" + PID));
        Files.createDirectories(folder.resolve("proc/pressure"));
        Files.writeString(
                folder.resolve("proc/meminfo"),
                "MemTotal:       25165824 kB\nMemFree: 1 kB\nMemAvailable:   18874368 kB\n");
        Files.writeString(folder.resolve("proc/pressure/memory"), pressure("1.50"));
        Files.writeString(proc.resolve("cgroup"), "0::/web.slice/shop.service\n");
    }

    @Test
    void withoutAnyGroupItIsTheMachines() throws Unreadable {
        assertThat(machine().memory(PID)).isEqualTo(new Size(24 * GIB));
        assertThat(machine().available(PID)).isEqualTo(new Size(18 * GIB));
        assertThat(machine().pressure(PID)).isEqualTo(1.5);
    }

    @Test
    void aGroupThatLimitsNothingChangesNothing() throws IOException, Unreadable {
        second("web.slice/shop.service", "max", "max", GIB, "99.00");
        assertThat(machine().memory(PID)).isEqualTo(new Size(24 * GIB));
        assertThat(machine().available(PID)).isEqualTo(new Size(18 * GIB));
        assertThat(machine().pressure(PID)).as("the machine's").isEqualTo(1.5);
    }

    @Test
    void aGroupsLimitIsThePoolsMemory() throws IOException, Unreadable {
        second("web.slice/shop.service", "1073741824", "max", GIB - 100 * MIB, "30.00");
        assertThat(machine().memory(PID)).isEqualTo(new Size(GIB));
        // 50 MiB of files' pages can be taken back.
        assertThat(machine().available(PID)).isEqualTo(new Size(150 * MIB));
        assertThat(machine().pressure(PID)).isEqualTo(30);
    }

    /// Above `memory.high` its processes are held up.
    @Test
    void theLowerOfHighAndMaxCounts() throws IOException, Unreadable {
        second("web.slice/shop.service", "1073741824", "536870912", 512 * MIB, "30.00");
        assertThat(machine().memory(PID)).isEqualTo(new Size(512 * MIB));
        assertThat(machine().available(PID)).isEqualTo(new Size(50 * MIB));
    }

    @Test
    void anAncestorsLimitCountsToo() throws IOException, Unreadable {
        second("web.slice/shop.service", "max", "max", 10 * MIB, "5.00");
        second("web.slice", "2147483648", "max", 2 * GIB, "40.00");
        assertThat(machine().memory(PID)).isEqualTo(new Size(2 * GIB));
        assertThat(machine().available(PID)).isEqualTo(new Size(50 * MIB));
        assertThat(machine().pressure(PID)).as("of the one that limits").isEqualTo(40);
    }

    @Test
    void theMachineMayHaveLessLeftThanTheGroup() throws IOException, Unreadable {
        second("web.slice/shop.service", "21474836480", "max", 10 * MIB, "0.00");
        assertThat(machine().available(PID)).isEqualTo(new Size(18 * GIB));
    }

    /// In a container, its own group is the root that it sees.
    @Test
    void aContainersOwnGroupIsItsRoot() throws IOException, Unreadable {
        Files.writeString(folder.resolve("proc/" + PID + "/cgroup"), "0::/\n");
        second("", "1073741824", "max", GIB, "20.00");
        assertThat(machine().memory(PID)).isEqualTo(new Size(GIB));
        assertThat(machine().available(PID)).isEqualTo(new Size(50 * MIB));
        assertThat(machine().pressure(PID)).isEqualTo(20);
    }

    /// Hybrid: memory is a controller of the first version, and the second tells the waiting.
    @Test
    void groupsOfTheFirstVersionLimitToo() throws IOException, Unreadable {
        Files.writeString(
                folder.resolve("proc/" + PID + "/cgroup"),
                "9:name=systemd:/\n4:cpu,memory:/box\n0::/box2\n");
        Path unified = Files.createDirectories(groups.resolve("unified/box2"));
        Files.writeString(unified.resolve("memory.pressure"), pressure("25.00"));
        first("memory", 9223372036854771712L, 3 * GIB);
        first("memory/box", GIB, GIB - 10 * MIB);
        assertThat(machine().memory(PID)).isEqualTo(new Size(GIB));
        assertThat(machine().available(PID)).isEqualTo(new Size(60 * MIB));
        assertThat(machine().pressure(PID)).isEqualTo(25);
    }

    /// Docker of old: the path is the machine's, the folder is the container's.
    @Test
    void aPathThatIsNotToBeSeenMeansTheRoot() throws IOException, Unreadable {
        Files.writeString(
                folder.resolve("proc/" + PID + "/cgroup"), "4:memory:/docker/0123456789\n");
        first("memory", GIB, GIB);
        assertThat(machine().memory(PID)).isEqualTo(new Size(GIB));
        assertThat(machine().available(PID)).isEqualTo(new Size(50 * MIB));
        assertThat(machine().pressure(PID)).as("nobody else tells").isEqualTo(1.5);
    }

    private Machine machine() {
        return new Machine(new Proc(folder.resolve("proc").toString()), groups);
    }

    private void second(String place, String max, String high, long used, String waited)
            throws IOException {
        write(
                Files.createDirectories(groups.resolve(place)),
                Map.of(
                        "memory.max",
                        max,
                        "memory.high",
                        high,
                        "memory.current",
                        Long.toString(used),
                        "memory.pressure",
                        pressure(waited),
                        "memory.stat",
                        STAT_2));
    }

    private void first(String place, long limit, long used) throws IOException {
        write(
                Files.createDirectories(groups.resolve(place)),
                Map.of(
                        "memory.limit_in_bytes", Long.toString(limit),
                        "memory.usage_in_bytes", Long.toString(used),
                        "memory.stat", STAT_1));
    }

    private static void write(Path folder, Map<String, String> files) throws IOException {
        for (var file : files.entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue() + "\n");
        }
    }

    private static String pressure(String some) {
        return "some avg10=%s avg60=0.00 avg300=0.00 total=5\nfull avg10=0.00 avg60=0.00"
                .formatted(some);
    }
}
