package dev.kidreaper.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathWalkTest {
    private static final int STRANGER = 65534;
    private static final Trusted ROOT = Trusted.of(0, 0);

    @TempDir private Path folder = Path.of("");

    @BeforeEach
    void asRoot() throws IOException {
        Assumptions.assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0));
        folder = folder.toRealPath();
    }

    @Test
    void aWayOfRootsHasNoWeakStep() throws IOException {
        Path file = file(folder);
        PathWalk walk = PathWalk.to(file);

        assertThat(walk.end().path()).isEqualTo(file);
        assertThat(walk.folder().path()).isEqualTo(folder);
        assertThat(walk.steps().getFirst().path()).isEqualTo(Path.of("/"));
        assertThat(walk.weak(ROOT)).isNull();
    }

    /// Its owner can name another file by it at any moment.
    @Test
    void aLinkOfAStrangersIsWeak() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), file(folder));
        give(link);

        assertThat(weak(link)).isEqualTo(link + " belongs to uid 65534");
    }

    /// Whoever owns that folder can remove the link, and make another one.
    @Test
    void theFolderOfALinkToElsewhereCounts() throws IOException {
        Path theirs = Files.createDirectory(folder.resolve("theirs"));
        Path link = Files.createSymbolicLink(theirs.resolve("link"), file(folder));
        give(theirs);

        assertThat(PathWalk.to(link).end().path()).isEqualTo(folder.resolve("file"));
        assertThat(weak(link)).isEqualTo(theirs + " belongs to uid 65534");
    }

    /// Where it is sticky, everybody else can only add to it; its owner can rename what is in it.
    @Test
    void aStickyFolderIsItsOwners() throws IOException {
        Path shared = Files.createDirectory(folder.resolve("shared"));
        Path file = file(Files.createDirectory(shared.resolve("inner")));
        Files.setAttribute(shared, "unix:mode", 01777);
        assertThat(weak(file)).isNull();

        give(shared);
        assertThat(weak(file)).isEqualTo(shared + " belongs to uid 65534");
    }

    @Test
    void ofAFileTheStickyBitSaysNothing() throws IOException {
        Path file = file(folder);
        Files.setAttribute(file, "unix:gid", STRANGER);
        Files.setAttribute(file, "unix:mode", 01660);

        assertThat(PathStep.of(file).outsider(ROOT)).isEqualTo(new Outsider.Members(STRANGER));
        assertThat(PathStep.of(file).outsider(Trusted.of(0, STRANGER))).isNull();
        assertThat(PathStep.of(file).outsider(new Trusted(Set.of(0), Set.of(STRANGER)))).isNull();
    }

    @Test
    void whatEverybodyMayWriteIsWeak() throws IOException {
        Path open = Files.createDirectory(folder.resolve("open"));
        Path file = file(open);
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThat(weak(file)).isEqualTo(open + " can be changed by everybody");
    }

    @Test
    void itHasAnEnd() throws IOException {
        Path loop = folder.resolve("loop");
        Files.createSymbolicLink(loop, loop);
        assertThatThrownBy(() -> PathWalk.to(loop)).hasMessage("too many symbolic links");
        // It names itself 300 times over, each time anew.
        Path deep = Path.of("deep" + "/../deep".repeat(300));
        Files.createSymbolicLink(folder.resolve("deep"), deep);
        assertThatThrownBy(() -> PathWalk.to(folder.resolve("deep")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("too many ");
        assertThatThrownBy(() -> PathWalk.to(folder.resolve("none/file")))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(PathWalk.to(Path.of("/")).folder().path()).isEqualTo(Path.of("/"));
    }

    private static @Nullable String weak(Path file) throws IOException {
        PathWalk.Weak weak = PathWalk.to(file).weak(ROOT);
        return weak == null ? null : weak.step().path() + " " + weak.who().words();
    }

    private static Path file(Path in) throws IOException {
        return Files.writeString(in.resolve("file"), "x");
    }

    private static void give(Path path) throws IOException {
        Files.setAttribute(path, "unix:uid", STRANGER, LinkOption.NOFOLLOW_LINKS);
    }
}
