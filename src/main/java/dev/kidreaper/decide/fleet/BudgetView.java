package dev.kidreaper.decide.fleet;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A group's budget as it was at one moment.
///
/// @param policy null: there is none yet
/// @param policyRevision when it was last changed; 0: there is none
/// @param slots those that are held, by their numbers
public record BudgetView(
        @Nullable BudgetPolicy policy, long policyRevision, Map<Integer, At> slots) {
    /// A slot and when it was last changed.
    public record At(HeldSlot slot, long revision) {}

    /// How many slots may be used for new grants: the first so many. Slots above may still be held
    /// from when the budget was larger, and count.
    int usable() {
        int k = policy == null ? 0 : policy.k();
        for (int most = k; most > 0; most--) {
            if (most + heldFrom(most) <= k) {
                return most;
            }
        }
        return 0;
    }

    private int heldFrom(int index) {
        int held = 0;
        for (Integer one : slots.keySet()) {
            held += one >= index ? 1 : 0;
        }
        return held;
    }

    /// How many workers may be away; 0: that is not known.
    int size() {
        return policy == null ? 0 : policy.k();
    }

    /// Whether no worker of that version is recycled.
    boolean isFrozen(String version) {
        return policy != null
                && (policy.freeze() != null
                        || policy.of(version).filter(VersionBudget::frozen).isPresent());
    }

    /// How many workers of that version are away and may still come back.
    int atWork(String version) {
        return (int)
                slots.values().stream()
                        .filter(s -> s.slot().version().equals(version) && !s.slot().failed())
                        .count();
    }

    /// The same after a change of ours has happened.
    ///
    /// @param revision the change's
    BudgetView after(FleetChange change, FleetKeys keys, long revision) {
        BudgetPolicy newPolicy = policy;
        long policyAt = policyRevision;
        var all = new TreeMap<>(slots);
        for (FleetChange.Write write : change.writes()) {
            FleetValue value = write.value();
            if (write.key().equals(keys.policy())) {
                newPolicy = value instanceof BudgetPolicy p ? p : null;
                policyAt = newPolicy == null ? 0 : revision;
            }
            keys.slotOf(write.key())
                    .ifPresent(index -> {
                        if (value instanceof HeldSlot slot) {
                            all.put(index, new At(slot, revision));
                        } else {
                            all.remove(index);
                        }
                    });
        }
        return new BudgetView(newPolicy, policyAt, all);
    }
}
