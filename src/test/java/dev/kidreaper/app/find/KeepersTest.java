package dev.kidreaper.app.find;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A stranger's process says which configuration it has.
class KeepersTest {
    private static final String SOCKET = "[control]\nsocket = \"/run/k.sock\"\n";

    private final Path folder;

    KeepersTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void theSocketsThatAConfigurationNames() throws IOException {
        Path file = Files.writeString(folder.resolve("kidreaper.toml"), SOCKET);
        assertThat(Keepers.named(file)).containsExactly("/run/k.sock");
    }

    @Test
    @Timeout(20)
    void neitherAPipeNorADeviceNorALinkIsRead() throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe");
        new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
        assertThat(pipe).exists();
        assertThat(Keepers.named(pipe)).isEmpty();
        assertThat(Keepers.named(Path.of("/dev/zero"))).isEmpty();
        Path file = Files.writeString(folder.resolve("others.toml"), SOCKET);
        Path link = Files.createSymbolicLink(folder.resolve("link.toml"), file);
        assertThat(Keepers.named(link)).isEmpty();
        assertThat(Keepers.named(folder.resolve("none.toml"))).isEmpty();
    }

    @Test
    void onlyTheBeginningOfALongFileIsRead() throws IOException {
        String text = SOCKET + "#".repeat(1 << 17) + "\nsocket = \"/run/late.sock\"\n";
        Path file = Files.writeString(folder.resolve("long.toml"), text);
        assertThat(Keepers.named(file)).containsExactly("/run/k.sock");
    }
}
