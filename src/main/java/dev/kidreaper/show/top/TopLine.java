package dev.kidreaper.show.top;

import dev.kidreaper.model.Size;
import java.util.ArrayList;
import java.util.List;
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

    /// What others have written, in lines of that width, broken between words.
    static List<AttributedString> prose(TopLook look, String text, int columns) {
        var lines = new ArrayList<AttributedString>();
        var line = new StringBuilder();
        for (String word : look.foreign(text).split(" ", -1)) {
            if (!line.isEmpty() && line.length() + word.length() + 1 > columns) {
                lines.add(new AttributedString(line.toString()));
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(new AttributedString(line.toString()));
        return lines;
    }

    /// A size; `-` where there is none.
    static String size(long bytes) {
        return bytes >= 0 ? new Size(bytes).toString() : "-";
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
