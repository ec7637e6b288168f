package dev.kidreaper.show.top;

import dev.kidreaper.show.PoolText;
import dev.kidreaper.show.top.TopLook.Tone;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jline.utils.AttributedString;

/// The lines above a pool's workers, the most important first: how it stands, its sums, why its
/// workers grow, and who goes next.
record PoolHead(TopLook look) {
    private static final int MOST_TURNS = 4;

    List<AttributedString> lines(TopStatus status, TopPool pool) {
        var lines = new ArrayList<AttributedString>();
        lines.add(title(status, pool));
        if (!pool.why().isEmpty()) {
            lines.add(new TopLine(look).foreign(Tone.NEAR, pool.why()).end());
        }
        if (pool.manager() > 0 || pool.counts().recycled() > 0) {
            lines.add(sums(pool, status.past() != null));
        }
        if (pool.manager() <= 0) {
            return lines; // Nothing is known of workers that are not there.
        }
        lines.add(cause(pool.cause()));
        if (status.past() == null) {
            lines.add(next(pool.plan()));
        }
        return lines;
    }

    private AttributedString title(TopStatus status, TopPool pool) {
        var line = new TopLine(look).foreign(Tone.STRONG, pool.name());
        if (pool.manager() > 0) {
            line.foreign(Tone.USUAL, "  " + pool.kind()).add(" " + pool.manager());
        }
        line.add("  ").foreign(isWell(pool) ? Tone.GOOD : Tone.BAD, pool.state());
        if (pool.limit() > 0) {
            line.foreign(Tone.USUAL, "  limit " + pool.measure() + " ")
                    .add(Tone.STRONG, TopLine.size(pool.limit()));
        } else if (pool.manager() > 0) {
            line.add("  no limit of size");
        }
        if (!status.history().isEmpty()) {
            boolean kept = status.history().equals("on disk");
            line.foreign(kept ? Tone.QUIET : Tone.BAD, "  history " + status.history());
        }
        return line.end();
    }

    static boolean isWell(TopPool pool) {
        return List.of("watching", "serving", "observing", "seen").contains(pool.state());
    }

    private AttributedString sums(TopPool pool, boolean past) {
        TopPool.Counts counts = pool.counts();
        var line = new TopLine(look);
        line.add(Tone.STRONG, TopLine.size(pool.bytes()))
                .add(
                        " in %s  away %d  recycled %d"
                                .formatted(
                                        PoolText.workers(pool.workers().size()),
                                        counts.away(),
                                        counts.recycled()));
        line.add(counts.failed() > 0 ? Tone.BAD : Tone.USUAL, "  failed " + counts.failed());
        line.add(past ? " in the day before" : "");
        if (counts.requests() >= 0) {
            line.add("  requests " + counts.requests());
        }
        if (counts.cut() >= 0) {
            line.add(counts.cut() > 0 ? Tone.BAD : Tone.GOOD, "  cut " + counts.cut());
        }
        if (!Double.isNaN(counts.perSecond())) {
            line.add("  " + TopLine.rate(counts.perSecond()) + "/s");
        }
        return line.end();
    }

    private AttributedString cause(TopPool.Cause cause) {
        var line = new TopLine(look).add(Tone.QUIET, "why they grow: ");
        if (cause.isUnknown()) {
            String why = cause.missing();
            String missing = why.isEmpty() ? "" : (why.startsWith("needs ") ? "; it " : ": ") + why;
            return line.foreign(Tone.USUAL, "not known yet" + missing).end();
        }
        line.foreign(Tone.STRONG, cause.verdict())
                .add(" (%d%% sure)".formatted(Math.round(cause.confidence() * 100)));
        String shares =
                cause.shares().entrySet().stream()
                        .filter(s -> s.getValue() >= 0.05)
                        .sorted(
                                Comparator.comparingDouble(
                                        (Map.Entry<String, Double> s) -> -s.getValue()))
                        .map(s -> Math.round(s.getValue() * 100) + "% " + words(s.getKey()))
                        .collect(Collectors.joining(", "));
        line.foreign(Tone.USUAL, shares.isEmpty() ? "" : "  " + shares);
        if (!cause.route().isEmpty()) {
            line.foreign(Tone.STRONG, "  by " + cause.route());
        }
        return line.end();
    }

    static String words(String name) {
        return name.replace('_', '-');
    }

    private AttributedString next(TopPool.Plan plan) {
        var line = new TopLine(look).add(Tone.QUIET, "next: ");
        String turns =
                plan.turns().stream()
                        .limit(MOST_TURNS)
                        .map(t -> t.pid() + " in " + ShortTime.of(t.in()))
                        .collect(Collectors.joining(look.either(" · ", ", ")));
        line.add(turns.isEmpty() ? "nobody is foreseen" : turns);
        if (!plan.turns().isEmpty() && plan.possible() < 1e6) {
            line.add(
                    "  needed %s/h of %s/h"
                            .formatted(TopLine.rate(plan.needed()), TopLine.rate(plan.possible())));
        }
        if (!plan.holds()) {
            line.add(Tone.BAD, "  THE PACE CANNOT HOLD THE LIMIT");
        }
        return line.end();
    }
}
