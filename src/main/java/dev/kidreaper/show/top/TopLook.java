package dev.kidreaper.show.top;

import dev.kidreaper.model.ForeignText;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.WCWidth;

/// What the terminal can show: colours or none, all characters or ASCII alone.
///
/// @param colours the 16 base colours, on the terminal's own background
/// @param unicode whether it can show more than ASCII
public record TopLook(boolean colours, boolean unicode) {
    private static final String EIGHTHS = "▏▎▍▌▋▊▉";

    /// A style.
    enum Tone {
        /// As all other text.
        USUAL,
        /// What is read first.
        STRONG,
        /// All is well.
        GOOD,
        /// Soon.
        NEAR,
        /// It needs somebody's hand.
        BAD,
        /// Less important.
        QUIET
    }

    AttributedStyle style(Tone tone) {
        if (!colours) {
            return tone == Tone.STRONG || tone == Tone.BAD
                    ? AttributedStyle.BOLD
                    : AttributedStyle.DEFAULT;
        }
        return switch (tone) {
            case USUAL -> AttributedStyle.DEFAULT;
            case STRONG -> AttributedStyle.BOLD;
            case GOOD -> AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);
            case NEAR -> AttributedStyle.DEFAULT.foreground(AttributedStyle.YELLOW);
            case BAD -> AttributedStyle.BOLD.foreground(AttributedStyle.RED);
            case QUIET -> AttributedStyle.DEFAULT.foreground(AttributedStyle.CYAN);
        };
    }

    /// A bar of that many cells.
    ///
    /// @param filled how much of it, 0 to 1
    String bar(double filled, int cells) {
        double part = Math.max(0, Math.min(1, filled)) * cells;
        int whole = (int) part;
        if (!unicode) {
            int full = (int) Math.round(part);
            return "#".repeat(full) + ".".repeat(cells - full);
        }
        int eighth = (int) ((part - whole) * 8);
        String end = eighth == 0 || whole == cells ? "" : EIGHTHS.substring(eighth - 1, eighth);
        int left = cells - whole - end.length();
        return "█".repeat(whole) + end + "░".repeat(left);
    }

    /// The first, or where the terminal cannot show it, the other.
    String either(String unicodeText, String ascii) {
        return unicode ? unicodeText : ascii;
    }

    /// What others have chosen, harmless and in characters that the terminal can show.
    String foreign(String text) {
        String harmless = ForeignText.harmless(text);
        if (unicode) {
            return harmless;
        }
        var shown = new StringBuilder();
        harmless.codePoints().forEach(c -> shown.append(c < 0x7f ? (char) c : '?'));
        return shown.toString();
    }

    /// A line that is no wider than that.
    AttributedString clip(AttributedString line, int columns) {
        if (fits(line, columns) || line.columnLength() <= columns) {
            return line;
        }
        int width = 0;
        int end = 0;
        while (end < line.length()) {
            int character = line.codePointAt(end);
            int wide = Math.max(0, WCWidth.wcwidth(character));
            if (width + wide > columns - (columns > 1 ? 1 : 0)) {
                break;
            }
            width += wide;
            end += Character.charCount(character);
        }
        var cut = new AttributedStringBuilder();
        cut.append(line.subSequence(0, end));
        if (columns > 1) {
            cut.append(either("…", "~"));
        }
        return cut.toAttributedString();
    }

    /// A text of exactly that many columns, its end cut off where it is longer.
    ///
    /// @param right whether it stands at the right end
    String cell(String text, int columns, boolean right) {
        if (isPlain(text) && text.length() <= columns) {
            String pad = " ".repeat(columns - text.length());
            return right ? pad + text : text + pad;
        }
        AttributedString clipped = clip(new AttributedString(text), columns);
        String pad = " ".repeat(Math.max(0, columns - clipped.columnLength()));
        return right ? pad + clipped : clipped + pad;
    }

    /// Whether each character takes one column: quick to tell of what is mostly shown.
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    /// Whether a line surely fits, without a look at the width of each character.
    private static boolean fits(AttributedString line, int columns) {
        if (line.length() > columns) {
            return false;
        }
        int most = 0;
        for (int i = 0; i < line.length(); i++) {
            most += mayBeWide(line.charAt(i)) ? 2 : 1;
        }
        return most <= columns;
    }

    /// Nothing below Hangul is wide, and neither arrows nor blocks are (Unicode, East Asian Width).
    static boolean mayBeWide(char c) {
        return c >= 0x1100 && !(c >= 0x2190 && c < 0x2300) && !(c >= 0x2500 && c < 0x25d0);
    }
}
