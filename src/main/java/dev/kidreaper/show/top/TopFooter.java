package dev.kidreaper.show.top;

import dev.kidreaper.show.top.TopLook.Tone;
import org.jline.utils.AttributedString;

/// The last line: the keys, a question, the filter that is typed, or what came of a command.
///
/// @param columns the width
record TopFooter(TopLook look, int columns) {
    AttributedString line(TopStatus status, TopView view) {
        return switch (view.mode()) {
            case FILTER ->
                    new TopLine(look)
                            .add(Tone.STRONG, "/")
                            .foreign(Tone.USUAL, view.filter())
                            .add(Tone.QUIET, "_  (Enter: keep, Esc: all)")
                            .end();
            case RECYCLE -> question(status, view);
            case COMMANDS ->
                    view.note().isEmpty()
                            ? keys(status, view)
                            : new TopLine(look).foreign(Tone.STRONG, view.note()).end();
        };
    }

    private AttributedString question(TopStatus status, TopView view) {
        String worker =
                status.pool(view.pool())
                        .flatMap(view::marked)
                        .map(w -> w.pid() + " (" + TopLine.size(w.bytes()) + ")")
                        .orElse("?");
        return new TopLine(look).add(Tone.STRONG, "recycle " + worker + "? y/N").end();
    }

    private AttributedString keys(TopStatus status, TopView view) {
        var line = new TopLine(look).add(Tone.QUIET, "? help  q quit  ");
        String arrows = look.either("↑↓", "arrows");
        switch (view.shown(status)) {
            case POOLS -> line.add(Tone.QUIET, arrows + " choose  Enter pool  e events");
            case WORKERS -> {
                if (!view.filter().isEmpty()) {
                    line.foreign(Tone.NEAR, "only '" + view.filter() + "'  ");
                }
                line.add(Tone.QUIET, arrows + " Enter  s sort  / filter  y why  w what if");
                line.add(Tone.QUIET, "  r recycle  e events");
                line.add(Tone.QUIET, status.pools().size() > 1 ? "  Tab pool" : "");
            }
            case WORKER, WHY, WHAT_IF, EVENTS, HELP -> line.add(Tone.QUIET, "Esc back");
        }
        return line.end();
    }
}
