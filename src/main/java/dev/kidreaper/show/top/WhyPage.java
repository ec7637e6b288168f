package dev.kidreaper.show.top;

import dev.kidreaper.show.top.TopLook.Tone;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jline.utils.AttributedString;

/// Why a pool's workers grow: the verdict with its shares, the advice, and the routes.
///
/// @param columns the width
record WhyPage(TopLook look, int columns) {
    private static final int BAR = 20;

    List<AttributedString> lines(TopPool pool) {
        TopPool.Cause cause = pool.cause();
        var lines = new ArrayList<AttributedString>();
        if (cause.isUnknown()) {
            lines.add(
                    new TopLine(look)
                            .add("Not known yet: the workers must be seen growing for a while.")
                            .end());
            prose(cause.missing(), lines);
        } else {
            lines.add(
                    new TopLine(look)
                            .foreign(Tone.USUAL, "The workers of " + pool.name() + " grow by ")
                            .foreign(Tone.STRONG, cause.verdict())
                            .add(": %d%% sure".formatted(Math.round(cause.confidence() * 100)))
                            .end());
            shares(cause, lines);
            prose(cause.advice(), lines);
            prose(cause.missing(), lines);
        }
        routes(pool, lines);
        return lines;
    }

    private void shares(TopPool.Cause cause, List<AttributedString> lines) {
        cause.shares().entrySet().stream()
                .sorted(Comparator.comparingDouble((Map.Entry<String, Double> s) -> -s.getValue()))
                .forEach(s ->
                        lines.add(
                                new TopLine(look)
                                        .add(look.bar(s.getValue(), BAR))
                                        .add("%4d%% ".formatted(Math.round(s.getValue() * 100)))
                                        .foreign(Tone.USUAL, PoolHead.words(s.getKey()))
                                        .end()));
    }

    private void prose(String text, List<AttributedString> lines) {
        if (!text.isEmpty()) {
            lines.add(AttributedString.EMPTY);
            lines.addAll(TopLine.prose(look, text, columns));
        }
    }

    private void routes(TopPool pool, List<AttributedString> lines) {
        if (pool.routes().isEmpty()) {
            return;
        }
        lines.add(AttributedString.EMPTY);
        lines.add(
                new TopLine(look)
                        .add(Tone.QUIET, "REQUESTS  BYTES EACH  SHARE   SURE  ROUTE")
                        .end());
        for (TopPool.Route route : pool.routes()) {
            lines.add(
                    new TopLine(look)
                            .add(look.cell(Long.toString(route.requests()), 8, true) + "  ")
                            .add(look.cell(TopLine.size(route.bytes()), 10, true))
                            .add("%6d%%".formatted(Math.round(route.share() * 100)))
                            .add("%6d%%  ".formatted(Math.round(route.confidence() * 100)))
                            .foreign(route.standsOut() ? Tone.STRONG : Tone.USUAL, route.route())
                            .end());
        }
    }
}
