package dev.kidreaper.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whether the start cache is among a process's mappings.
class StartCacheTest {
    private static final String MAPS =
            """
            7f0000000000-7f0000a00000 r--p 00000000 08:01 77  /var/cache/kidreaper/daemon.aot
            7f0001000000-7f0001a00000 r-xp 00000000 08:01 78  /usr/lib/kidreaper/lib/libjvm.so
            """;

    @Test
    void aCacheThatIsMappedIsUsed() {
        assertThat(StartCache.isMapped(MAPS, "/var/cache/kidreaper/daemon.aot")).isTrue();
        assertThat(StartCache.isMapped(MAPS, "/lib/../var/cache/kidreaper/daemon.aot")).isTrue();
        String gone = MAPS.replace("daemon.aot", "daemon.aot (deleted)");
        assertThat(StartCache.isMapped(gone, "/var/cache/kidreaper/daemon.aot")).isTrue();
    }

    @Test
    void anotherIsNot() {
        assertThat(StartCache.isMapped(MAPS, "/var/cache/kidreaper/oneshot.aot")).isFalse();
        assertThat(StartCache.isMapped(MAPS, "/var/cache/kidreaper/mon.aot")).isFalse();
    }

    /// `cp -r` gives a copy the time of the copying; `cp -p`, tar and dpkg do not.
    @Test
    void aCopyWithAnotherTimeIsAnother(@TempDir Path folder) throws IOException {
        Path jar = folder.resolve("program.jar");
        Files.writeString(jar, "four");
        Files.setLastModifiedTime(jar, FileTime.fromMillis(1_700_000_000_500L));
        var lines = List.of("1700000000 4 program.jar");
        assertThat(StartCache.areThese(lines, jar)).isTrue();
        assertThat(StartCache.areThese(List.of("1700000001 4 program.jar"), jar)).isFalse();
        assertThat(StartCache.areThese(List.of("1700000000 5 program.jar"), jar)).isFalse();
        assertThat(StartCache.areThese(List.of("1700000000 4 lib/other.jar"), jar)).isFalse();
    }

    /// As in this test: nobody named one.
    @Test
    void withoutOneNothingIsSaidToBeWrong() {
        assertThat(StartCache.state()).isEqualTo(StartCache.State.NONE);
        assertThat(StartCache.sentence()).isEqualTo("no start cache");
    }
}
