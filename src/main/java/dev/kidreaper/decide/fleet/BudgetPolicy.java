package dev.kidreaper.decide.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How many workers of a group may be away, and of which version. Each grant depends on its
/// revision, so that there is one policy at a time.
///
/// @param k how many workers may be away
/// @param size as an operator wrote it: `20`, or `2%` of all workers
/// @param versions the newest last
/// @param freeze by an operator; null: none
/// @param reclaims how many slots of hosts that had gone were taken away
/// @param turn changes with each grant to a version on trial, so that two of them exclude each
///   other
public record BudgetPolicy(
        int k,
        String size,
        List<VersionBudget> versions,
        @Nullable Freeze freeze,
        long reclaims,
        long turn)
        implements FleetValue {
    /// So many versions are remembered.
    public static final int MOST_VERSIONS = 8;

    /// That no worker of the group is recycled, since an operator said so.
    ///
    /// @param id which one: another one has another
    /// @param why a sentence
    /// @param seconds so long; 0: until an operator ends it. Each host counts by its own clock,
    ///   from when it has first seen it
    public record Freeze(String id, String why, long seconds) {}

    public BudgetPolicy {
        versions = List.copyOf(versions);
    }

    /// The first one of a group.
    static BudgetPolicy begin(int k, String size) {
        return new BudgetPolicy(k, size, List.of(), null, 0, 0);
    }

    /// What that version may do; empty: it was not seen before.
    public Optional<VersionBudget> of(String version) {
        return versions.stream().filter(v -> v.version().equals(version)).findFirst();
    }

    BudgetPolicy with(VersionBudget budget) {
        var all = new ArrayList<VersionBudget>();
        boolean known = false;
        for (VersionBudget one : versions) {
            boolean same = one.version().equals(budget.version());
            all.add(same ? budget : one);
            known |= same;
        }
        if (!known) {
            all.add(budget);
        }
        if (all.size() > MOST_VERSIONS) {
            all.removeFirst();
        }
        return new BudgetPolicy(k, size, all, freeze, reclaims, turn);
    }

    BudgetPolicy resized(int newK, String newSize) {
        return new BudgetPolicy(newK, newSize, versions, freeze, reclaims, turn);
    }

    BudgetPolicy frozen(@Nullable Freeze by) {
        return new BudgetPolicy(k, size, versions, by, reclaims, turn);
    }

    BudgetPolicy turned() {
        return new BudgetPolicy(k, size, versions, freeze, reclaims, turn + 1);
    }

    BudgetPolicy reclaimed() {
        return new BudgetPolicy(k, size, versions, freeze, reclaims + 1, turn);
    }

    BudgetPolicy resumed() {
        var all = versions.stream().map(VersionBudget::resumed).toList();
        return new BudgetPolicy(k, size, all, null, reclaims, turn);
    }

    /// After a success, a failure of one of that version; the same if it changes nothing.
    BudgetPolicy succeeded(String version) {
        VersionBudget before = of(version).orElseGet(() -> VersionBudget.begin(version));
        VersionBudget after = before.succeeded(k);
        return after.equals(before) && of(version).isPresent() ? this : with(after);
    }

    BudgetPolicy failed(String version, int most) {
        return with(of(version).orElseGet(() -> VersionBudget.begin(version)).failed(most));
    }
}
