package dev.kidreaper.cli;

import dev.kidreaper.act.Explaining;
import dev.kidreaper.act.Grown;
import dev.kidreaper.diagnose.Attribution;
import dev.kidreaper.diagnose.Diagnosis;
import dev.kidreaper.diagnose.Findings;
import dev.kidreaper.diagnose.Hindsight;
import dev.kidreaper.model.Why;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Says why workers have grown: by what was seen of their memory and, in a served pool, of their
/// requests.
final class Reasons implements Explaining {
    private static final Duration ROUTES_WITHIN = Duration.ofSeconds(1);

    private final @Nullable Routes routes;

    /// @param routes of the pool; null when it is not served
    Reasons(@Nullable Routes routes) {
        this.routes = routes;
    }

    @Override
    public Why why(Grown grown) {
        return shortened(
                Hindsight.ofWorker(grown.worker(), grown.courses(), grown.isTooLarge()), route());
    }

    /// A diagnosis as events tell it.
    ///
    /// @param route the one that grows the pool; null when none stands out
    static Why shortened(Diagnosis diagnosis, @Nullable String route) {
        Findings findings = diagnosis.findings();
        return new Why(
                diagnosis.verdict(),
                diagnosis.confidence(),
                diagnosis.shares(),
                Duration.ofMillis(findings == null ? 0 : (long) (findings.seconds() * 1000)),
                diagnosis.missing(),
                route);
    }

    /// The route that grows the workers; null when none stands out.
    @Nullable String route() {
        if (routes == null) {
            return null;
        }
        List<Attribution.Row> table = List.of();
        try {
            table = routes.table().get(ROUTES_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return null; // None is named rather than keep the event back.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return table.stream()
                .filter(Attribution.Row::standsOut)
                .findFirst()
                .map(Attribution.Row::route)
                .orElse(null);
    }
}
