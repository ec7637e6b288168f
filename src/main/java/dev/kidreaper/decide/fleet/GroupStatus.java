package dev.kidreaper.decide.fleet;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A group as it stands in the store.
///
/// @param budget its policy and the slots that are held
/// @param members the hosts that are there, by their names
/// @param extras the hosts that had workers go without permit, by their names
public record GroupStatus(
        String group,
        BudgetView budget,
        Map<String, MemberEntry> members,
        Map<String, ExtraEntry> extras) {
    public GroupStatus {
        members = new TreeMap<>(members);
        extras = new TreeMap<>(extras);
    }

    /// How many workers all hosts have.
    public long workers() {
        return members.values().stream().mapToLong(MemberEntry::workers).sum();
    }

    /// Why no worker is recycled, sentences; none: they are.
    public List<String> freezes() {
        var all = new java.util.ArrayList<String>();
        BudgetPolicy policy = budget.policy();
        if (policy == null) {
            return all;
        }
        BudgetPolicy.Freeze freeze = policy.freeze();
        if (freeze != null) {
            String time = freeze.seconds() == 0 ? "" : " (for " + freeze.seconds() + " s)";
            all.add("by an operator: " + freeze.why() + time);
        }
        for (VersionBudget version : policy.versions()) {
            if (version.frozen()) {
                String its = version.version();
                String named = its.isEmpty() ? "" : " of version " + its;
                all.add(
                        "%d workers in a row%s were not replaced"
                                .formatted(version.failures(), named));
            }
        }
        return all;
    }
}
