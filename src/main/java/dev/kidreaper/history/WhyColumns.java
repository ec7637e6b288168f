package dev.kidreaper.history;

import static dev.kidreaper.history.EventColumn.*;

import dev.kidreaper.model.GrowthCause;
import dev.kidreaper.model.GrowthSummary;
import dev.kidreaper.model.Verdict;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The columns of an event that say why its worker or pool grew.
record WhyColumns(Map<EventColumn, Object> values) {
    void put(GrowthSummary growthSummary) {
        values.put(VERDICT, growthSummary.verdict().label());
        values.put(CONFIDENCE, growthSummary.confidence());
        values.put(SEEN_FOR_MS, growthSummary.over().toMillis());
        values.put(
                SHARES,
                growthSummary.shares().entrySet().stream()
                        .map(e -> e.getKey().label() + "=" + e.getValue())
                        .collect(Collectors.joining(" ")));
        if (growthSummary.missing() != null) {
            values.put(MISSING, growthSummary.missing());
        }
        if (growthSummary.route() != null) {
            values.put(ROUTE, growthSummary.route());
        }
    }

    /// The summary in these columns; null if there is none, or if a later kidreaper wrote the
    /// verdict.
    @Nullable GrowthSummary growthSummary() {
        Optional<Verdict> verdict =
                Arrays.stream(Verdict.values())
                        .filter(v -> v.label().equals(values.get(VERDICT)))
                        .findFirst();
        if (verdict.isEmpty()
                || !(values.get(CONFIDENCE) instanceof Number confidence)
                || !(values.get(SEEN_FOR_MS) instanceof Number millis)) {
            return null;
        }
        return new GrowthSummary(
                verdict.get(),
                confidence.doubleValue(),
                shares(),
                Duration.ofMillis(millis.longValue()),
                values.get(MISSING) instanceof String missing ? missing : null,
                values.get(ROUTE) instanceof String route ? route : null);
    }

    private Map<GrowthCause, Double> shares() {
        var shares = new EnumMap<GrowthCause, Double>(GrowthCause.class);
        if (values.get(SHARES) instanceof String text) {
            for (GrowthCause growthCause : GrowthCause.values()) {
                Arrays.stream(text.split(" ", -1))
                        .filter(s -> s.startsWith(growthCause.label() + "="))
                        .forEach(s -> shares.put(growthCause, share(s)));
            }
        }
        return shares;
    }

    private static double share(String text) {
        try {
            return Double.parseDouble(text.substring(text.indexOf('=') + 1));
        } catch (NumberFormatException e) {
            throw HistoryFailure.broken("an event has an unlikely share: " + text);
        }
    }
}
