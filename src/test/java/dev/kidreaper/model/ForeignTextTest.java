package dev.kidreaper.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ForeignTextTest {
    private static boolean isHarmless(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (ForeignText.isHarmful(text, i)) {
                return false;
            }
        }
        return true;
    }

    @Test
    void harmlessTextStaysAsItIs() {
        for (String text : new String[] {"", "pool www", "äpp — 漢字 \uD83D\uDE00", "\u00A0\u2027"}) {
            assertThat(ForeignText.harmless(text)).isSameAs(text);
            assertThat(ForeignText.escaped(text)).isSameAs(text);
        }
    }

    @Test
    void whatMovesATerminalOrForgesALineIsReplaced() {
        assertThat(ForeignText.harmless("a\033]0;owned\007b")).isEqualTo("a ]0;owned b");
        assertThat(ForeignText.harmless("a\u009b2Jb\177")).isEqualTo("a 2Jb ");
        assertThat(ForeignText.harmless("a\r\nb\u0085c\u2028d\u2029e")).isEqualTo("a  b c d e");
        assertThat(ForeignText.harmlessLines("a\nb\r\n")).isEqualTo("a\nb \n");
        assertThat(ForeignText.harmless("a\u202Eb\u2066c\u200Fd\u061Ce"))
                .isEqualTo("a\uFFFDb\uFFFDc\uFFFDd\uFFFDe");
        assertThat(ForeignText.harmless("\uD83D|\uDE00")).isEqualTo("\uFFFD|\uFFFD");
    }

    @Test
    void inJsonItIsEscapedAndMeansTheSame() {
        assertThat(ForeignText.escaped("{\"a\":\"\u202E\u009b\177ä\uD83D\"}"))
                .isEqualTo("{\"a\":\"\\u202e\\u009b\\u007fä\\ud83d\"}");
    }

    @Test
    void everyCharacterIsHarmlessAfterwards() {
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            String text = "a" + (char) c + "b";
            assertThat(isHarmless(ForeignText.harmless(text))).as("%04x", c).isTrue();
            assertThat(isHarmless(LogWord.of(text))).as("%04x", c).isTrue();
            boolean json = c < ' ' || isHarmless(ForeignText.escaped(text));
            assertThat(json).as("%04x", c).isTrue();
        }
    }

    @Test
    void aWordOfTheLogStaysOneLine() {
        assertThat(LogWord.of("/a.b:c@d")).isEqualTo("/a.b:c@d");
        assertThat(LogWord.of("GET\n/x \"y\" \\")).isEqualTo("\"GET /x \\\"y\\\" \\\\\"");
    }
}
