package dev.kidreaper.show;

import dev.kidreaper.model.ForeignText;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Pool;
import dev.kidreaper.model.PoolSettings;
import dev.kidreaper.model.Size;
import dev.kidreaper.model.Worker;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a configured pool comes to on this machine now, in words.
public final class LiveText {
    private static final int MOST_NAMED = 10;

    private LiveText() {}

    /// One line.
    ///
    /// @param limit of a worker, in bytes; null: none
    /// @param over the workers that have reached it, the largest first
    public static String line(
            PoolSettings settings,
            Pool pool,
            Measure measure,
            @Nullable Size limit,
            List<Worker> over) {
        Manager manager = pool.manager();
        String text =
                "now %s: %s %s '%s', %s%s%s"
                        .formatted(
                                settings.name(),
                                manager.profile().name(),
                                manager.id(),
                                manager.title(),
                                PoolText.workers(pool.workers().size()),
                                sizes(pool, measure),
                                limit == null ? "" : limit(settings, measure, limit, over));
        return ForeignText.harmless(text);
    }

    private static String sizes(Pool pool, Measure measure) {
        List<Size> sizes =
                pool.workers().stream()
                        .map(w -> new Size(Math.max(0, w.footprint().by(measure))))
                        .sorted()
                        .toList();
        if (sizes.isEmpty()) {
            return "";
        }
        Size least = sizes.getFirst();
        Size most = sizes.getLast();
        return least.toString().equals(most.toString())
                ? " of %s %s".formatted(least, measure.label())
                : " of %s to %s %s".formatted(least, most, measure.label());
    }

    private static String limit(
            PoolSettings settings, Measure measure, Size limit, List<Worker> over) {
        String goes = settings.policy().observe() ? "would go if it were not observed" : "goes now";
        String named =
                over.stream()
                        .limit(MOST_NAMED)
                        .map(w -> "%s (%s)".formatted(w.id(), new Size(w.footprint().by(measure))))
                        .collect(Collectors.joining(", "));
        String said = String.valueOf(settings.limits().worker());
        return "; limit %s%s: %s"
                .formatted(
                        said,
                        said.equals(limit.toString()) ? "" : " is " + limit + " now",
                        over.isEmpty()
                                ? "no worker goes now"
                                : "%d of them %s: %s".formatted(over.size(), goes, named));
    }
}
