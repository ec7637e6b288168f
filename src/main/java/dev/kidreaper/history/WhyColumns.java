package dev.kidreaper.history;

import static dev.kidreaper.history.EventColumn.*;

import dev.kidreaper.model.Cause;
import dev.kidreaper.model.Verdict;
import dev.kidreaper.model.Why;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The columns of an event that say why its worker or pool had grown.
record WhyColumns(Map<EventColumn, Object> values) {
    void put(Why why) {
        values.put(VERDICT, why.verdict().label());
        values.put(CONFIDENCE, why.confidence());
        values.put(SEEN_FOR_MS, why.over().toMillis());
        values.put(
                SHARES,
                why.shares().entrySet().stream()
                        .map(e -> e.getKey().label() + "=" + e.getValue())
                        .collect(Collectors.joining(" ")));
        if (why.missing() != null) {
            values.put(MISSING, why.missing());
        }
        if (why.route() != null) {
            values.put(ROUTE, why.route());
        }
    }

    /// What they say; null when nothing, or a verdict of a later kidreaper.
    @Nullable Why why() {
        Optional<Verdict> verdict =
                Arrays.stream(Verdict.values())
                        .filter(v -> v.label().equals(values.get(VERDICT)))
                        .findFirst();
        if (verdict.isEmpty()
                || !(values.get(CONFIDENCE) instanceof Number confidence)
                || !(values.get(SEEN_FOR_MS) instanceof Number millis)) {
            return null;
        }
        return new Why(
                verdict.get(),
                confidence.doubleValue(),
                shares(),
                Duration.ofMillis(millis.longValue()),
                values.get(MISSING) instanceof String missing ? missing : null,
                values.get(ROUTE) instanceof String route ? route : null);
    }

    private Map<Cause, Double> shares() {
        var shares = new EnumMap<Cause, Double>(Cause.class);
        if (values.get(SHARES) instanceof String text) {
            for (Cause cause : Cause.values()) {
                Arrays.stream(text.split(" ", -1))
                        .filter(s -> s.startsWith(cause.label() + "="))
                        .forEach(s -> shares.put(cause, share(s)));
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
