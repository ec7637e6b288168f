package dev.kidreaper.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.Folders;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// The packages as they are installed, upgraded and removed in a Debian 12 of their own, by the
/// real dpkg. Takes some minutes, and fetches Debian's packages.
@Tag("soak")
@EnabledIf("dev.kidreaper.testing.Strangers#isRoot")
class DebianIT {
    private static final Path TARGET = Path.of("target");

    private Path folder = Path.of("");

    @Test
    void twiceBuiltTheyAreTheSameBytesAndDpkgDoesAllWithThem() throws IOException {
        folder = Files.createTempDirectory("kidreaper-debian");
        List<Path> built = build();
        Path deb = built.getFirst();
        Path tarball = built.getLast();
        Path first = folder.resolve(deb.getFileName());
        Path second = folder.resolve(tarball.getFileName());
        Files.move(deb, first);
        Files.move(tarball, second);
        assertThat(build()).isEqualTo(built);
        assertThat(Files.mismatch(deb, first)).as("the .deb").isEqualTo(-1);
        assertThat(Files.mismatch(tarball, second)).as("the tarball").isEqualTo(-1);
        assertThat(Files.size(deb)).isLessThan(20_000_000);
        var command =
                List.of(
                        Path.of("src/test/resources/package/in-debian").toAbsolutePath().toString(),
                        deb.toAbsolutePath().toString(),
                        tarball.toAbsolutePath().toString(),
                        folder.toString());
        try (var run = Program.start(folder, folder.resolve("log"), command)) {
            assertThat(run.awaitEnd(Duration.ofMinutes(30))).isTrue();
            assertThat(run.log()).endsWith("all holds").hasSizeGreaterThan(10);
        }
    }

    /// The .deb and the tarball.
    private static List<Path> build() {
        Process process = Kidreaper.start(List.of("./package"));
        var ran = Kidreaper.end(process);
        assertThat(ran.exit()).as(ran.err()).isZero();
        return ran.out().lines().map(l -> TARGET.resolve(Path.of(l).getFileName())).toList();
    }

    @AfterEach
    void remove() {
        if (Files.exists(folder.resolve("log"))) {
            Folders.delete(folder);
        }
    }
}
