package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `bench/ServeBetween.pm` on responders as nginx-tests have them.
class ServeBetweenIT {
    private final Path folder;

    ServeBetweenIT(@TempDir Path folder) {
        this.folder = folder;
    }

    private Kidreaper test(String... variables) throws IOException {
        Kidreaper.build();
        Path between = Path.of("src/test/resources/between").toAbsolutePath();
        var command = new ArrayList<>(List.of("env", "PERL5OPT=-MServeBetween"));
        command.add("PERL5LIB=%s:%s".formatted(Path.of("bench").toAbsolutePath(), between));
        command.add("KIDREAPER=" + Path.of("kidreaper").toAbsolutePath());
        command.addAll(List.of("FOLDER=" + folder, "CHILD=" + Ports.free(), "OWN=" + Ports.free()));
        command.addAll(Arrays.asList(variables));
        command.addAll(List.of("perl", between.resolve("responders.t").toString()));
        return Kidreaper.end(Kidreaper.start(command));
    }

    @Test
    void bothKindsOfRespondersAreReachedThroughServe() throws IOException {
        var ran = test();
        assertThat(ran.out()).as(ran.err()).contains("the child says for names");
        assertThat(ran.out()).as(ran.err()).contains("the test says by itself");
        assertThat(ran.err()).contains("ServeBetween: 2 requests have passed serve");
        assertThat(ran.exit()).isZero();
    }

    @Test
    void aTestThroughWhichNothingPassesFails() throws IOException {
        var ran = test("NOTHING=1");
        assertThat(ran.err()).contains("ServeBetween: 0 requests have passed serve");
        assertThat(ran.exit()).isEqualTo(1);
    }
}
