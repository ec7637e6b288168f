package dev.kidreaper.pool.started;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where others may write without a sticky bit, they could exchange the folder of our sockets.
class SharedFolderTest {
    @Test
    void onlyAStickyOneIsTaken(@TempDir Path folder) throws Exception {
        SocketFolder.checkShared(folder);
        chmod("1777", folder);
        SocketFolder.checkShared(folder);
        for (String mode : new String[] {"777", "770"}) {
            chmod(mode, folder);
            assertThatThrownBy(() -> SocketFolder.checkShared(folder))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(folder + " can be changed by others")
                    .hasMessageEndingWith("chmod +t it");
        }
    }

    /// Its owner could rename what is in it, sticky or not.
    @Test
    void noneOfAnotherUsersIsTaken(@TempDir Path folder) throws Exception {
        Assumptions.assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0));
        Path theirs = Files.createDirectory(folder.resolve("theirs"));
        Path inner = Files.createDirectory(theirs.resolve("inner"));
        Files.setAttribute(theirs, "unix:uid", 65534);
        chmod("1777", theirs);
        for (Path one : new Path[] {theirs, inner}) {
            assertThatThrownBy(() -> SocketFolder.checkShared(one))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(theirs.toRealPath() + " belongs to uid 65534");
        }
    }

    private static void chmod(String mode, Path folder) throws Exception {
        new ProcessBuilder("chmod", mode, folder.toString()).start().waitFor();
    }
}
