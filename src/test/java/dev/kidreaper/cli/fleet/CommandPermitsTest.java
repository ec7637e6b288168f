package dev.kidreaper.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kidreaper.app.OperatorError;
import dev.kidreaper.config.ConfigFiles;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Profiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a command needs to know of the host's configuration before it recycles.
class CommandPermitsTest {
    private static final Manager MANAGER =
            new Manager(
                    new ProcessId(812, 1),
                    1,
                    "perl-fcgi-pm",
                    Footprint.cheap(1, 1),
                    Profiles.UNKNOWN);

    @TempDir private Path folder = Path.of("");

    private CommandPermits permits(String configuration) throws IOException, OperatorError {
        Path file = Files.writeString(folder.resolve("kidreaper.toml"), configuration);
        return CommandPermits.of(ConfigFiles.named(file), MANAGER, null);
    }

    /// After the package was installed, `reap` and cron's run of 2007 refused all work.
    @Test
    void theConfigurationOfANewPackageHasNoBudget() throws IOException, OperatorError {
        String example = Files.readString(Path.of("examples/kidreaper.toml"));
        assertThat(example).contains("[fleet]");
        try (var permits = permits(example.replaceAll("(?m)^[^#\n]", "#$0"))) {
            assertThat(permits.mostAtOnce()).isEqualTo(Integer.MAX_VALUE);
        }
    }

    /// What is wrong elsewhere in it is no reason: the command was told what to do.
    @Test
    void oneThatIsWrongMattersOnlyIfItNamesAFleet() throws IOException, OperatorError {
        try (var permits = permits("nonsense = 1 # [fleet] comes later\n")) {
            assertThat(permits.mostAtOnce()).isEqualTo(Integer.MAX_VALUE);
        }
        assertThatThrownBy(() -> permits("nonsense = 1\n[fleet] # ours\n"))
                .isInstanceOf(OperatorError.class)
                .hasMessageContaining("it is not known whether this host shares a budget");
    }
}
