package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MainTest {
    @Test
    void wordsThatTheLocaleDoesNotHaveAreTakenAsTheyWereWritten() {
        byte[] all =
                "java\0-cp\0x\0Main\0--attach\0/run/äpp.sock\0".getBytes(StandardCharsets.UTF_8);
        String[] args = {"--attach", "/run/\uFFFD\uFFFDpp.sock"};
        assertThat(Main.asWritten(args, all)).containsExactly("--attach", "/run/äpp.sock");
        assertThat(Main.asWritten(args, new byte[0])).isSameAs(args);
    }
}
