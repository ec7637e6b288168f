package dev.kidreaper.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TopTerminalTest {
    /// locale(7): LC_ALL counts before LC_CTYPE, and that before LANG.
    @Test
    void theLocaleSaysWhetherMoreThanAsciiIsDrawn() {
        assertThat(TopTerminal.isUtf8(Map.of("LANG", "C.UTF-8"))).isTrue();
        assertThat(TopTerminal.isUtf8(Map.of("LC_CTYPE", "de_DE.utf8", "LANG", "C"))).isTrue();
        assertThat(TopTerminal.isUtf8(Map.of("LC_ALL", "", "LANG", "en_US.UTF-8"))).isTrue();
        assertThat(TopTerminal.isUtf8(Map.of("LC_ALL", "C", "LANG", "C.UTF-8"))).isFalse();
        assertThat(TopTerminal.isUtf8(Map.of("LANG", "de_DE.ISO-8859-1"))).isFalse();
        assertThat(TopTerminal.isUtf8(Map.of())).isFalse();
    }
}
