package dev.kidreaper.cli.fleet;

import dev.kidreaper.decide.fleet.BudgetTerms;
import dev.kidreaper.decide.fleet.GroupStatus;
import dev.kidreaper.fleet.GroupDesk;
import dev.kidreaper.fleet.store.FleetStore;
import dev.kidreaper.fleet.store.FleetStores;
import dev.kidreaper.fleet.store.StoreAway;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.FleetSettings;
import dev.kidreaper.model.Settings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/// What a fleet's store tells of a budget, for `check --live`.
///
/// @param words a sentence for each thing
/// @param answered whether the store did
public record BudgetCheck(List<String> words, boolean answered) {
    /// Of a configuration with `[fleet]`.
    public static BudgetCheck of(Settings settings) {
        FleetSettings fleet = Objects.requireNonNull(settings.fleet());
        try (FleetStore store = FleetStores.etcd(fleet)) {
            GroupStatus status = new GroupDesk(store, fleet, fleet.group()).status();
            return new BudgetCheck(words(fleet, status, shortest(settings)), true);
        } catch (StoreAway e) {
            return new BudgetCheck(
                    List.of("the fleet's store does not answer: " + e.sentence()), false);
        } catch (IOException e) {
            return new BudgetCheck(List.of(String.valueOf(e.getMessage())), false);
        }
    }

    /// The shortest life that a pool's `max-age` allows; zero: none says one.
    private static Duration shortest(Settings settings) {
        return Stream.of(
                        settings.pools().stream().map(p -> p.limits().maxAge()),
                        settings.served().stream().map(p -> p.limits().maxAge()),
                        settings.run().stream().map(p -> p.limits().maxAge()))
                .flatMap(ages -> ages)
                .filter(Objects::nonNull)
                .min(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /// What is to be said of a group.
    ///
    /// @param life of a worker at most; zero: not known
    static List<String> words(FleetSettings fleet, GroupStatus status, Duration life) {
        long workers = status.workers();
        int k = BudgetTerms.k(fleet.atOnce(), workers);
        var words = new ArrayList<String>();
        words.add(
                "group %s has %d hosts with %d workers: %d of them may be away at once"
                        .formatted(fleet.group(), status.members().size(), workers, k));
        if (workers > 0 && k >= workers) {
            words.add(
                    "warning: at-once = %s is not less than all %d workers: it bounds nothing"
                            .formatted(fleet.atOnce(), workers));
        }
        double need = life.isZero() ? 0 : BudgetTerms.need((double) workers, life, fleet.soak());
        if (need > k) {
            words.add(
                    String.format(
                            Locale.ROOT,
                            "warning: the budget is below the need: with a max-age of %s, %.1f"
                                    + " workers are away at any time, and only %d may be",
                            Durations.words(life),
                            need,
                            k));
        }
        return words;
    }
}
