package dev.kidreaper.show.top;

import dev.kidreaper.show.top.TopLook.Tone;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;

/// The daemon's pools, a line each, and what is wrong with one below it.
///
/// @param columns the width
record PoolsTable(TopLook look, int columns) {
    /// What all other columns take, with the longest verdict.
    private static final int OTHERS = 67;

    AttributedString head() {
        return new AttributedString(
                cells("POOL", "STATE", "WORKERS", "ALL", "LARGEST", "RECYCLED", "NEXT")
                        + " WHY THEY GROW",
                look.style(Tone.QUIET));
    }

    private int nameWidth() {
        return Math.clamp(columns - OTHERS, 8, 32);
    }

    private String cells(
            String name,
            String state,
            String workers,
            String all,
            String largest,
            String recycled,
            String next) {
        return look.cell(name, nameWidth(), false)
                + " "
                + look.cell(state, 9, false)
                + " "
                + look.cell(workers, 7, true)
                + " "
                + look.cell(all, 6, true)
                + " "
                + look.cell(largest, 11, true)
                + " "
                + look.cell(recycled, 8, true)
                + " "
                + look.cell(next, 6, true);
    }

    /// The lines of each pool.
    List<List<AttributedString>> rows(TopStatus status, TopView view) {
        var rows = new ArrayList<List<AttributedString>>();
        for (TopPool pool : status.pools()) {
            TopView.Chosen chosen = view.chosen();
            boolean marked = chosen != null && chosen.name().equals(pool.name());
            var lines = new ArrayList<AttributedString>();
            lines.add(row(pool, marked));
            if (!pool.why().isEmpty() && !PoolHead.isWell(pool)) {
                lines.add(new TopLine(look).foreign(Tone.NEAR, "  " + pool.why()).end());
            }
            rows.add(lines);
        }
        return rows;
    }

    private AttributedString row(TopPool pool, boolean marked) {
        List<TopPool.Turn> turns = pool.plan().turns();
        String largest =
                TopLine.size(pool.largest())
                        + (pool.limit() > 0 ? "/" + TopLine.size(pool.limit()) : "");
        String text =
                cells(
                                look.foreign(pool.name()),
                                look.foreign(pool.state()),
                                Integer.toString(pool.workers().size()),
                                TopLine.size(pool.bytes()),
                                largest,
                                Long.toString(pool.counts().recycled()),
                                turns.isEmpty() ? "-" : ShortTime.of(turns.getFirst().in()))
                        + " "
                        + look.foreign(pool.cause().isUnknown() ? "" : pool.cause().verdict());
        if (marked) {
            return new AttributedString(look.cell(text, columns, false), AttributedStyle.INVERSE);
        }
        return new AttributedString(text, look.style(pool.isWrong() ? Tone.BAD : Tone.USUAL));
    }
}
