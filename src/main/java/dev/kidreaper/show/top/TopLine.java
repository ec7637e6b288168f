package dev.kidreaper.show.top;

import dev.kidreaper.model.Size;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;

/// One line while it is written.
final class TopLine {
    private final TopLook look;
    private final AttributedStringBuilder line = new AttributedStringBuilder();

    TopLine(TopLook look) {
        this.look = look;
    }

    /// Adds words of ours.
    TopLine add(TopLook.Tone tone, String text) {
        line.styled(look.style(tone), text);
        return this;
    }

    /// Adds words of ours.
    TopLine add(String text) {
        return add(TopLook.Tone.USUAL, text);
    }

    /// Adds what others have chosen.
    TopLine foreign(TopLook.Tone tone, String text) {
        return add(tone, look.foreign(text));
    }

    AttributedString end() {
        return line.toAttributedString();
    }

    /// A size; `-` where there is none.
    static String size(double bytes) {
        return bytes >= 0 ? new Size(Math.round(Math.min(bytes, 9e18))).toString() : "-";
    }

    /// A rate, such as recycles an hour, with as many digits as it deserves.
    static String rate(double number) {
        if (Double.isNaN(number)) {
            return "?";
        }
        return number >= 9.95 || number == 0
                ? Long.toString(Math.round(Math.min(number, 1e9)))
                : "%.1f".formatted(number).replace(',', '.');
    }
}
