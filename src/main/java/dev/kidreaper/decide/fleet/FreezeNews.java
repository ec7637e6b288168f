package dev.kidreaper.decide.fleet;

import java.util.Optional;

/// Whether one host's version is frozen, told when it changes. For one thread at a time.
final class FreezeNews {
    private final FleetNews news;
    private boolean frozen;

    FreezeNews(FleetNews news) {
        this.news = news;
    }

    void tell(BudgetPolicy policy, String version) {
        BudgetPolicy.Freeze freeze = policy.freeze();
        Optional<VersionBudget> its = policy.of(version).filter(VersionBudget::frozen);
        boolean now = freeze != null || its.isPresent();
        if (now == frozen) {
            return;
        }
        frozen = now;
        String named = version.isEmpty() ? "" : " of version " + version;
        if (freeze != null) {
            news.tell(FleetNews.Kind.FROZEN, "by an operator: " + freeze.why());
        } else if (now) {
            news.tell(
                    FleetNews.Kind.FROZEN,
                    "%d workers in a row%s were not replaced"
                            .formatted(its.map(VersionBudget::failures).orElse(0), named));
        } else {
            news.tell(FleetNews.Kind.THAWED, "workers%s are recycled again".formatted(named));
        }
    }
}
