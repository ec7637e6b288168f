package dev.kidreaper.config;

import dev.kidreaper.decide.fleet.BudgetTerms;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.FleetSettings;
import dev.kidreaper.model.Limits;
import dev.kidreaper.model.PoolSettings;
import dev.kidreaper.model.RunSettings;
import dev.kidreaper.model.ServeSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How long a pool's workers live, as far as its configuration says: what a fleet's budget must do
/// for it at least.
///
/// @param life its `max-age`
/// @param workers how many it has at least; 0: its configuration does not say
record PoolLife(String pool, Duration life, int workers) {
    private static final String WAIT =
            " (%s for a start, and the soak): workers would wait above their limits"
                    .formatted(Durations.words(BudgetTerms.USUAL_START));

    /// Of those pools that say it.
    static List<PoolLife> of(
            List<PoolSettings> pools, List<ServeSettings> served, List<RunSettings> run) {
        var all = new ArrayList<PoolLife>();
        pools.forEach(p -> add(all, p.name(), p.limits(), 0));
        served.forEach(p -> add(all, p.name(), p.limits(), workers(p.workers())));
        run.forEach(p -> add(all, p.name(), p.limits(), 0));
        return all;
    }

    private static void add(List<PoolLife> to, String pool, Limits limits, int workers) {
        if (limits.maxAge() != null) {
            to.add(new PoolLife(pool, limits.maxAge(), workers));
        }
    }

    private static int workers(ServeSettings.Source source) {
        return source instanceof ServeSettings.Source.Spawned spawned ? spawned.fewest() : 0;
    }

    /// Why a budget is too small, a sentence; empty: it may do.
    static Optional<String> problem(FleetSettings fleet, List<PoolLife> pools) {
        String size = fleet.atOnce();
        return BudgetTerms.isShare(size)
                ? pools.stream()
                        .filter(p -> p.share(fleet) > share(size))
                        .findFirst()
                        .map(p -> p.belowNeed(fleet))
                : ofAll(fleet, pools.stream().filter(p -> p.workers > 0).toList());
    }

    private String belowNeed(FleetSettings fleet) {
        return String.format(
                Locale.ROOT,
                "at-once: %s is below the need of pool %s: with a max-age of %s %.2g%% of its"
                        + " workers are away at any time%s",
                fleet.atOnce(),
                pool,
                Durations.words(life),
                share(fleet),
                WAIT);
    }

    private static Optional<String> ofAll(FleetSettings fleet, List<PoolLife> pools) {
        double need =
                pools.stream()
                        .mapToDouble(p -> BudgetTerms.need(p.workers, p.life, fleet.soak()))
                        .sum();
        return need <= Integer.parseInt(fleet.atOnce())
                ? Optional.empty()
                : Optional.of(
                        String.format(
                                Locale.ROOT,
                                "at-once: %s is below the need of this host alone: by their max-age"
                                        + " %.1f of its workers are away at any time%s",
                                fleet.atOnce(),
                                need,
                                WAIT));
    }

    private double share(FleetSettings fleet) {
        return 100 * BudgetTerms.need(1, life, fleet.soak());
    }

    private static double share(String size) {
        return Double.parseDouble(size.substring(0, size.length() - 1));
    }
}
