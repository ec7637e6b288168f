package dev.kidreaper.show.top;

import dev.kidreaper.show.top.TopLook.Tone;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jline.utils.AttributedString;

/// What other limits would mean for a pool.
///
/// @param columns the width
record WhatIfPage(TopLook look, int columns) {
    List<AttributedString> lines(TopPool pool, TopWhatIf answer) {
        var lines = new ArrayList<AttributedString>();
        if (!answer.pool().equals(pool.name())) {
            lines.add(new TopLine(look).add("The lives of the workers are being read.").end());
            return lines;
        }
        if (!answer.trouble().isEmpty()) {
            lines.addAll(TopLine.prose(look, answer.trouble(), columns));
            return lines;
        }
        lines.add(
                new TopLine(look)
                        .foreign(
                                Tone.USUAL, "What other limits of " + pool.measure() + " mean for ")
                        .foreign(Tone.STRONG, pool.name())
                        .add(", from " + answer.lives() + " lives of the last week")
                        .end());
        if (!answer.rows().isEmpty()) {
            lines.add(
                    new TopLine(look)
                            .add(
                                    Tone.QUIET,
                                    "   LIMIT     LIFE  RECYCLES/DAY  POOL AVG    PEAK   AWAY")
                            .end());
            answer.rows().forEach(r -> lines.add(row(pool, answer, r)));
        }
        if (answer.rows().stream().anyMatch(TopWhatIf.Row::beyond)) {
            lines.add(new TopLine(look).add("* no worker has been so large").end());
        }
        String suggested =
                answer.suggested() > 0
                        ? "suggested: " + TopLine.size(answer.suggested()) + ", "
                        : "no limit is suggested: ";
        lines.addAll(TopLine.prose(look, suggested + answer.reason(), columns));
        return lines;
    }

    private AttributedString row(TopPool pool, TopWhatIf answer, TopWhatIf.Row row) {
        String none = Double.isNaN(row.perDay()) ? "?" : "no end";
        String life = Double.isNaN(row.life()) ? none : ShortTime.of(row.life());
        boolean best = row.limit() == answer.suggested();
        String note = row.limit() == pool.limit() ? "  now" : "";
        return new TopLine(look)
                .add(Tone.STRONG, look.cell(TopLine.size(row.limit()), 8, true))
                .add(look.cell(life + (row.beyond() ? "*" : " "), 9, true))
                .add(look.cell(TopLine.rate(row.perDay()), 14, true))
                .add(look.cell(TopLine.size(row.average()), 10, true))
                .add(look.cell(TopLine.size(row.peak()), 8, true))
                .add(String.format(Locale.ROOT, "%6.1f%%", row.away() * 100))
                .add(Tone.GOOD, note + (best ? "  suggested" : ""))
                .end();
    }
}
