package dev.kidreaper.observe.pidfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kidreaper.decide.Recognition;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is believed of a pidfile, and of whom.
class PidfileIT {
    private static final TestPool POOL = TestPool.start(1);
    private static final int STRANGER = 65534;

    private final Proc proc = Proc.ofMachine();
    private final PoolReader pools = new PoolReader(proc, Recognition::of);
    @TempDir private Path folder = Path.of("");
    private Path file = Path.of("");

    @BeforeEach
    void aGoodOne() throws IOException {
        file = folder.resolve("pool.pid");
        Files.writeString(file, POOL.manager() + "\n");
    }

    @AfterAll
    static void endPool() {
        POOL.close();
    }

    @Test
    void aGoodOneIsBelieved() throws Unreadable {
        assertThat(Pidfile.manager(file, proc, pools)).isEqualTo(POOL.manager());
    }

    @Test
    void anAbsentOneIsNotFound() throws IOException {
        Files.delete(file);
        assertRefused(Unreadable.Why.GONE, "no pidfile");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "12 34", "12\n34\n", "-5", "0", "1e3", "12345678901", "x"})
    void oneNumberOrNothing(String text) throws IOException {
        Files.writeString(file, text);
        assertRefused(Unreadable.Why.BROKEN, "a pidfile is one pid");
    }

    @Test
    void aLongOneIsNotReadToItsEnd() throws IOException {
        Files.writeString(file, POOL.manager() + " ".repeat(1 << 20));
        assertRefused(Unreadable.Why.BROKEN, "a pidfile is one pid");
    }

    @Test
    void aFolderOrAPipeIsNone() throws IOException, InterruptedException {
        Files.delete(file);
        new ProcessBuilder("mkfifo", file.toString()).start().waitFor();
        assertRefused(Unreadable.Why.BROKEN, "is not a regular file");
    }

    @Test
    void aStaleOneNamesNobody() throws IOException {
        Files.writeString(file, "4194303");
        assertRefused(Unreadable.Why.GONE, "stale");
    }

    @Test
    void aPidThatAnotherProgramHasByNowIsStale() throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        assertRefused(Unreadable.Why.GONE, "was written before the process");
    }

    /// As after the first NTP sync: by the clock of now, the machine and so the manager seem to
    /// have been started an hour later than by the clock of then, which the file has.
    @Test
    void aClockThatWasSetForwardMakesItNotStale() throws IOException, Unreadable {
        double uptime = proc.uptimeSeconds();
        Path tree = Files.createDirectory(folder.resolve("proc"));
        for (String name : List.of("1", "self", Integer.toString(POOL.manager()))) {
            Files.createSymbolicLink(tree.resolve(name), Path.of("/proc", name));
        }
        Files.writeString(tree.resolve("uptime"), (uptime - 3600) + " 1.0");
        var after = new Proc(tree.toString());
        var reader = new PoolReader(after, Recognition::of);

        Instant booted = Instant.now().minusMillis((long) (uptime * 1000));
        Files.setLastModifiedTime(tree, FileTime.from(booted));
        assertThat(Pidfile.manager(file, after, reader)).isEqualTo(POOL.manager());

        // Had it not been set, the file would be an hour too old.
        Files.setLastModifiedTime(tree, FileTime.from(booted.plusSeconds(3600)));
        assertThatThrownBy(() -> Pidfile.manager(file, after, reader))
                .hasMessageContaining("is stale");
    }

    @Test
    void aWorldWritableOneIsNotTrusted() throws IOException {
        chmod(file, "rw-rw-rw-");
        assertRefused(Unreadable.Why.DENIED, "can be changed by everybody", "chmod o-w");
    }

    @Test
    void aWorldWritableFolderMustBeSticky() throws IOException, InterruptedException {
        chmod(folder, "rwxrwxrwx");
        assertRefused(Unreadable.Why.DENIED, "can be changed by everybody", "chmod +t");
        new ProcessBuilder("chmod", "1777", folder.toString()).start().waitFor();
        assertThat(Files.exists(file)).isTrue();
        assertBelieved(file);
    }

    /// Whoever is in that group could name any process.
    @Test
    @EnabledIf("isRoot")
    void whatAStrangersGroupMayWriteIsNotTrusted() throws IOException {
        Files.setAttribute(file, "unix:gid", STRANGER);
        assertBelieved(file);
        chmod(file, "rw-rw-r--");
        assertRefused(Unreadable.Why.DENIED, "can be changed by group 65534", "chmod g-w");
        Files.setAttribute(file, "unix:gid", 0);
        assertBelieved(file);
        Path run = Files.createDirectory(folder.resolve("run"));
        file = Files.writeString(run.resolve("pool.pid"), POOL.manager() + "\n");
        Files.setAttribute(run, "unix:gid", STRANGER);
        assertBelieved(file);
        chmod(run, "rwxrwxr-x");
        assertRefused(
                Unreadable.Why.DENIED, "the folder", "can be changed by group 65534", "chmod g-w");
        Path inner = Files.createDirectory(run.resolve("inner"));
        file = Files.writeString(inner.resolve("pool.pid"), POOL.manager() + "\n");
        assertRefused(Unreadable.Why.DENIED, run.toString(), "can be changed by group 65534");
    }

    @Test
    void aLinkOfOursIsFollowed() throws IOException {
        assertBelieved(Files.createSymbolicLink(folder.resolve("link"), Path.of("pool.pid")));
        Path inner = Files.createDirectory(folder.resolve("inner"));
        assertBelieved(Files.createSymbolicLink(inner.resolve("up"), Path.of("../pool.pid")));
        assertBelieved(inner.resolve("../pool.pid"));
    }

    @Test
    void aLoopOfLinksEnds() throws IOException {
        Path loop = folder.resolve("loop");
        Files.createSymbolicLink(loop, loop);
        file = loop;
        assertThatThrownBy(() -> Pidfile.manager(loop, proc, pools)).isInstanceOf(Unreadable.class);
    }

    @Test
    @EnabledIf("isRoot")
    void anotherUsersFileLinkOrFolderIsNotTrusted() throws IOException {
        give(file);
        assertRefused(Unreadable.Why.DENIED, "belongs to uid 65534", "not trusted");

        aGoodOne();
        Files.setAttribute(file, "unix:uid", 0);
        Path link = Files.createSymbolicLink(folder.resolve("theirs"), file);
        give(link);
        file = link;
        assertRefused(Unreadable.Why.DENIED, "symbolic link", "belongs to uid 65534");

        Path theirs = Files.createDirectory(folder.resolve("folder"));
        Path inner = Files.createDirectory(theirs.resolve("inner"));
        file = Files.writeString(inner.resolve("pool.pid"), POOL.manager() + "\n");
        give(theirs);
        assertRefused(Unreadable.Why.DENIED, "the folder", "belongs to uid 65534");
        Files.setAttribute(theirs, "unix:mode", 01777); // Still its owner's to rename.
        assertRefused(Unreadable.Why.DENIED, "the folder", "belongs to uid 65534");
    }

    /// Debian's php-fpm as installed: `/run/php` is www-data's, the file in it root's.
    @Test
    @EnabledIf("isRoot")
    void ofAFileInAnotherUsersFolderItCountsWhoseTheFileIs() throws IOException {
        folderOfAStranger();
        assertBelieved(file);

        give(file);
        assertRefused(Unreadable.Why.DENIED, "belongs to uid 65534", "not trusted");
        Files.delete(file);
        Files.createSymbolicLink(file, folder.resolve("pool.pid"));
        assertRefused(Unreadable.Why.DENIED, "the folder", "belongs to uid 65534");
        give(file);
        assertRefused(Unreadable.Why.DENIED, "the folder", "belongs to uid 65534");
    }

    @Test
    @EnabledIf("isRoot")
    void noFileThatTheFoldersOwnerCouldHaveMovedThereIsBelieved()
            throws IOException, InterruptedException {
        folderOfAStranger();
        Path second = Files.createLink(folder.resolve("second"), file);
        assertRefused(Unreadable.Why.DENIED, "has 2 names");
        Files.delete(second);
        chmod(file, "rw-rw-r--");
        assertRefused(Unreadable.Why.DENIED, "its group can change it");
        chmod(file, "rw-r--r--");
        assertBelieved(file);

        Thread.sleep(2100);
        Path elsewhere = folder.resolve("elsewhere");
        Files.move(file, elsewhere);
        Files.move(elsewhere, file);
        assertRefused(Unreadable.Why.DENIED, "was moved or changed after it was written", "by its");
    }

    @Test
    @EnabledIf("isRoot")
    void aPipeInAnotherUsersFolderIsNotWaitedFor() throws IOException, InterruptedException {
        folderOfAStranger();
        Files.delete(file);
        new ProcessBuilder("mkfifo", file.toString()).start().waitFor();
        assertRefused(Unreadable.Why.BROKEN, "is not a regular file");
    }

    /// With the good file in it.
    private void folderOfAStranger() throws IOException {
        Path theirs = Files.createDirectory(folder.resolve("run"));
        give(theirs);
        file = Files.writeString(theirs.resolve("pool.pid"), POOL.manager() + "\n");
    }

    private void assertBelieved(Path path) {
        try {
            assertThat(Pidfile.manager(path, proc, pools)).isEqualTo(POOL.manager());
        } catch (Unreadable e) {
            throw new AssertionError(e);
        }
    }

    private void assertRefused(Unreadable.Why why, String... says) {
        assertThatThrownBy(() -> Pidfile.manager(file, proc, pools))
                .isInstanceOfSatisfying(
                        Unreadable.class,
                        e -> {
                            assertThat(e.sentence()).contains(says);
                            assertThat(e.why()).isEqualTo(why);
                        });
    }

    static boolean isRoot() throws IOException {
        return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }

    private static void give(Path path) throws IOException {
        Files.setAttribute(path, "unix:uid", STRANGER, java.nio.file.LinkOption.NOFOLLOW_LINKS);
    }

    private static void chmod(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }
}
