package dev.kidreaper.model;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Why a worker or a pool had grown: a diagnosis in short, as events tell it.
///
/// @param confidence from 0 to 1; 0 when it is undecided
/// @param shares what part of the growth each cause has
/// @param over the time that was looked at, to the millisecond
/// @param missing what is needed for a verdict, a sentence; null when there is one
/// @param route the route of a served pool that grows it; null when none stands out
public record GrowthSummary(
        Verdict verdict,
        double confidence,
        Map<GrowthCause, Double> shares,
        Duration over,
        @Nullable String missing,
        @Nullable String route) {
    /// A smaller part of a mixture is not sure enough to be drawn out beyond what was seen.
    private static final double LEAST_LEAK = 0.1;

    public GrowthSummary {
        var ordered = new EnumMap<GrowthCause, Double>(GrowthCause.class);
        ordered.putAll(shares);
        shares = Collections.unmodifiableMap(ordered);
        over = over.truncatedTo(ChronoUnit.MILLIS);
    }

    /// Whether workers grow on without end, as far as was seen: by a leak, alone or among others.
    public boolean growsOn() {
        double leak = shares.getOrDefault(GrowthCause.LEAK, 0.0);
        return verdict == Verdict.LEAK || (verdict == Verdict.MIXED && leak >= LEAST_LEAK);
    }

    /// The causes with their shares, the largest first: `55% leak, 45% copy-on-write`.
    public static String words(Map<GrowthCause, Double> shares) {
        return shares.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .map(e ->
                        String.format(
                                Locale.ROOT,
                                "%d%% %s",
                                Math.round(e.getValue() * 100),
                                e.getKey().label()))
                .collect(Collectors.joining(", "));
    }
}
