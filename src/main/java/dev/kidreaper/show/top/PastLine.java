package dev.kidreaper.show.top;

import dev.kidreaper.show.top.TopLook.Tone;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jline.utils.AttributedString;

/// The line that says which moment of the past is shown, and how to get to another one.
record PastLine(TopLook look) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss, MMM d", Locale.ROOT);

    AttributedString line(TopStatus status, TopView view) {
        var line = moment(status);
        if (view.at() == null) {
            return line.add(Tone.QUIET, "  the present comes at once").end();
        }
        if (status.past() == null || !status.at().equals(view.at())) {
            return new TopLine(look)
                    .add(Tone.NEAR, "looking back to " + clock(view.at()))
                    .add(look.either(" …", " ..."))
                    .end();
        }
        String arrows = look.either("←→", "left, right");
        return line.add(
                        Tone.QUIET,
                        "  %s a minute  < > an hour  N n event  l now".formatted(arrows))
                .end();
    }

    /// The same for a table, without the keys.
    AttributedString title(TopStatus status) {
        return moment(status).end();
    }

    private TopLine moment(TopStatus status) {
        TopStatus.Past past = status.past();
        var line = new TopLine(look).add(Tone.NEAR, "PAST " + clock(status.at()));
        return past == null
                ? line
                : line.add(" (" + ago(Duration.between(status.at(), past.now())) + " ago)");
    }

    private static String ago(Duration time) {
        return ShortTime.of((double) Math.max(0, time.toSeconds()));
    }

    private static String clock(Instant at) {
        return TIME.format(at.atZone(ZoneId.systemDefault()));
    }
}
