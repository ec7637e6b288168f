package dev.kidreaper.observe.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Where systemd puts units, and what of several of one name is meant.
class UnitProcessesTest {
    @TempDir private Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource({
        "shop.service, system.slice/shop.service",
        "uwsgi@blog.service, system.slice/system-uwsgi.slice/uwsgi@blog.service",
        "php-fpm@a.service, 'system.slice/system-php\\x2dfpm.slice/php-fpm@a.service'",
        "shop.service, web.slice/shop.service",
        "shop.service, web.slice/web-front.slice/shop.service",
        "mine.service, user.slice/user-7.slice/user@7.service/app.slice/mine.service",
        "mine.service, user.slice/user-7.slice/user@7.service/mine.service",
    })
    void aUnitIsFoundWhereverItsSliceIs(String unit, String place) throws IOException, Unreadable {
        for (String tree : new String[] {"", "systemd/", "unified/"}) {
            Path groups = Files.createTempDirectory(folder, "tree");
            group(groups, tree + place, "12\n13\n");
            assertThat(units(groups).of(unit)).as(tree).containsExactly(12, 13);
        }
    }

    /// With control groups of the first version there are trees of many controllers.
    @Test
    void onlySystemdsOwnTreeCounts() throws IOException, Unreadable {
        group(folder, "memory/system.slice/shop.service", "99\n");
        group(folder, "systemd/system.slice/shop.service", "12\n");
        assertThat(units(folder).of("shop.service")).containsExactly(12);
    }

    /// As with Delegate=.
    @Test
    void processesInGroupsBelowTheUnitBelongToIt() throws IOException, Unreadable {
        group(folder, "system.slice/shop.service", "");
        group(folder, "system.slice/shop.service/workers", "13\n0\n");
        assertThat(units(folder).of("shop.service")).containsExactly(13);
    }

    @Test
    void theMachinesUnitIsMeantBeforeAUsersOrAContainers() throws IOException, Unreadable {
        group(folder, "user.slice/user-7.slice/user@7.service/web.slice/shop.service", "7\n");
        group(folder, "machine.slice/box.scope/web.slice/shop.service", "8\n");
        group(folder, "web.slice/shop.service", "12\n");
        assertThat(units(folder).of("shop.service")).containsExactly(12);
    }

    @Test
    void theUsersOwnUnitIsMeantByThatUser() throws IOException, Unreadable {
        group(folder, "user.slice/user-7.slice/user@7.service/web.slice/shop.service", "7\n");
        group(folder, "user.slice/user-8.slice/user@8.service/web.slice/shop.service", "8\n");
        group(folder, "web.slice/shop.service", "12\n");
        group(folder, "system.slice/shop.service", "13\n");
        assertThat(as(7).of("shop.service")).containsExactly(7);
        assertThat(as(0).of("shop.service")).containsExactly(13);
        // Root's user manager is a user's too.
        group(folder, "user.slice/user-0.slice/user@0.service/app.slice/mine.service", "9\n");
        group(folder, "web.slice/mine.service", "14\n");
        assertThat(as(0).of("mine.service")).containsExactly(14);
    }

    /// As that user looks for them.
    private UnitProcesses as(int uid) throws IOException {
        Path self = Files.createDirectories(folder.resolve("as" + uid + "/self"));
        Files.writeString(self.resolve("status"), "Uid:\t%d\t%d\n".formatted(uid, uid));
        return new UnitProcesses(new Proc(folder.resolve("as" + uid).toString()), folder);
    }

    @Test
    void ofTwoUsersUnitsNoneIsMeant() throws IOException {
        group(folder, "user.slice/user-7.slice/user@7.service/web.slice/shop.service", "7\n");
        group(folder, "user.slice/user-8.slice/user@8.service/web.slice/shop.service", "8\n");
        assertThatThrownBy(() -> units(folder).of("shop.service"))
                .isInstanceOf(Unreadable.class)
                .hasMessageContaining("runs 2 times")
                .hasMessageContaining("user@7.service");
    }

    @Test
    void aUnitWithoutProcessesDoesNotRun() throws IOException {
        group(folder, "system.slice/shop.service", "");
        group(folder, "system.slice/my-shop.service", "12\n");
        assertThatThrownBy(() -> units(folder).of("shop.service"))
                .isInstanceOfSatisfying(
                        Unreadable.class,
                        e -> {
                            assertThat(e.why()).isEqualTo(Unreadable.Why.GONE);
                            assertThat(e.sentence()).contains("does not run", folder.toString());
                        });
    }

    /// As in a container that sees the machine's processes, but not its control groups.
    @Test
    void whereThereIsNoTreeTheProcessesAreAsked() throws IOException, Unreadable {
        process(12, "0::/../../system.slice/shop.service\n");
        process(13, "1:name=systemd:/system.slice/shop.service/workers\n0::/\n");
        process(14, "0::/system.slice/my-shop.service\n");
        Path nothing = Files.createDirectory(folder.resolve("nothing"));
        var proc = new Proc(folder.resolve("proc").toString());
        assertThat(new UnitProcesses(proc, nothing).of("shop.service"))
                .containsExactlyInAnyOrder(12, 13);
    }

    private void process(int pid, String groups) throws IOException {
        Path of = Files.createDirectories(folder.resolve("proc/" + pid));
        Files.writeString(of.resolve("cgroup"), groups);
    }

    private static UnitProcesses units(Path groups) {
        return new UnitProcesses(Proc.ofMachine(), groups);
    }

    /// A group, and those around it.
    private static void group(Path root, String place, String processes) throws IOException {
        Path group = Files.createDirectories(root.resolve(place));
        Files.writeString(group.resolve("cgroup.procs"), processes);
    }
}
