package dev.kidreaper.decide.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rules of a group's budget: from how it was seen to the change that may be made. Each change
/// depends on what was seen, so of two hosts that want the same place one gets it.
/*
 * A slot that is held is the truth: a worker is away, or may be. It is never lost by a session's
 * end. It is given back by its holder, by an operator, or taken away after its host was seen doing
 * nothing for `presumeGone`.
 *
 * Why no more than k are held: a grant needs the policy's revision, so there is one k at a time,
 * and it is for one slot of the first `usable` ones. Where k was larger before, slots above may
 * still be held; then the first ones are so many fewer.
 */
public final class BudgetRules {
    private final FleetKeys keys;
    private final BudgetTerms terms;

    public BudgetRules(FleetKeys keys, BudgetTerms terms) {
        this.keys = keys;
        this.terms = terms;
    }

    /// The answer to a host that asks for a permit.
    public sealed interface Asked {
        /// It has the slot if this change happens.
        record Grant(FleetChange change, int index, HeldSlot slot) implements Asked {}

        /// The group or the version is new: this is to be changed first.
        record First(FleetChange change) implements Asked {}

        /// It must wait.
        ///
        /// @param why a sentence
        /// @param frozen whether somebody has to look first
        record Wait(String why, boolean frozen) implements Asked {}
    }

    /// A host asks for a permit.
    ///
    /// @param slot as it would hold it
    /// @param workers how many the group has, as far as this host knows
    /// @param pick chooses among free slots, so that hosts seldom choose the same
    Asked ask(BudgetView view, HeldSlot slot, long workers, int pick) {
        BudgetPolicy policy = view.policy();
        if (policy == null) {
            BudgetPolicy first =
                    BudgetPolicy.begin(BudgetTerms.k(terms.size(), workers), terms.size());
            return new Asked.First(FleetChange.of(keys.policy(), 0, first));
        }
        if (policy.freeze() != null) {
            return new Asked.Wait("frozen by an operator: " + policy.freeze().why(), true);
        }
        VersionBudget version = policy.of(slot.version()).orElse(null);
        if (version == null) {
            var known = policy.with(VersionBudget.begin(slot.version()));
            return new Asked.First(FleetChange.of(keys.policy(), view.policyRevision(), known));
        }
        if (version.frozen()) {
            return new Asked.Wait(frozen(version), true);
        }
        List<Integer> free = free(view);
        if (free.isEmpty()) {
            return new Asked.Wait(
                    "all %d places of the fleet's budget are held".formatted(policy.k()), false);
        }
        boolean trial = version.isTrial(policy.k());
        if (trial && view.atWork(slot.version()) >= version.allowed()) {
            return new Asked.Wait(
                    "version %s is on trial: %d of its workers may be away"
                            .formatted(slot.version(), version.allowed()),
                    false);
        }
        int index = free.get(Math.floorMod(pick, free.size()));
        return new Asked.Grant(grant(view, policy, index, slot, trial), index, slot);
    }

    private FleetChange grant(
            BudgetView view, BudgetPolicy policy, int index, HeldSlot slot, boolean trial) {
        var seen =
                List.of(
                        new FleetChange.Seen(keys.policy(), view.policyRevision()),
                        new FleetChange.Seen(keys.slot(index), 0));
        var writes = new ArrayList<FleetChange.Write>();
        writes.add(new FleetChange.Write(keys.slot(index), slot));
        if (trial) {
            writes.add(new FleetChange.Write(keys.policy(), policy.turned()));
        }
        return new FleetChange(seen, writes);
    }

    private static String frozen(VersionBudget version) {
        return "%d workers in a row%s were not replaced: kidreaper fleet resume"
                .formatted(
                        version.failures(),
                        version.version().isEmpty() ? "" : " of version " + version.version());
    }

    private static List<Integer> free(BudgetView view) {
        var free = new ArrayList<Integer>();
        int usable = view.usable();
        for (int index = 0; index < usable; index++) {
            if (!view.slots().containsKey(index)) {
                free.add(index);
            }
        }
        return free;
    }

    /// Its holder shows that it lives.
    FleetChange beat(int index, BudgetView.At at) {
        return FleetChange.of(keys.slot(index), at.revision(), at.slot().beats());
    }

    /// Another run of kidreaper on its host takes it over.
    FleetChange adopt(int index, BudgetView.At at, String run) {
        return FleetChange.of(keys.slot(index), at.revision(), at.slot().adopted(run));
    }

    /// Its holder gives it back.
    ///
    /// @param success whether a replacement serves; false: that says nothing
    FleetChange release(BudgetView view, int index, BudgetView.At at, boolean success) {
        FleetChange gone = FleetChange.of(keys.slot(index), at.revision(), null);
        BudgetPolicy policy = view.policy();
        if (!success || policy == null) {
            return gone;
        }
        BudgetPolicy after = policy.succeeded(at.slot().version());
        return after.equals(policy) ? gone : gone.and(keys.policy(), view.policyRevision(), after);
    }

    /// Its worker has gone and none has come in its place. It stays held.
    FleetChange failed(BudgetView view, int index, BudgetView.At at) {
        FleetChange kept = FleetChange.of(keys.slot(index), at.revision(), at.slot().hasFailed());
        BudgetPolicy policy = view.policy();
        return policy == null
                ? kept
                : kept.and(
                        keys.policy(),
                        view.policyRevision(),
                        policy.failed(at.slot().version(), terms.failures()));
    }

    /// Its host counts as gone. That is a failure of the version that ran there, so that a fleet
    /// that falls host by host stops.
    FleetChange reclaim(BudgetView view, int index, BudgetView.At at) {
        FleetChange gone = FleetChange.of(keys.slot(index), at.revision(), null);
        BudgetPolicy policy = view.policy();
        return policy == null
                ? gone
                : gone.and(
                        keys.policy(),
                        view.policyRevision(),
                        policy.failed(at.slot().version(), terms.failures()).reclaimed());
    }

    /// The budget gets another size; empty: it has that size.
    Optional<FleetChange> resize(BudgetView view, String size, long workers) {
        BudgetPolicy policy = view.policy();
        int k = BudgetTerms.k(size, workers);
        boolean near =
                policy != null
                        && policy.size().equals(size)
                        && Math.abs(policy.k() - k) * 10L <= policy.k();
        return policy == null || near
                ? Optional.empty()
                : Optional.of(
                        FleetChange.of(
                                keys.policy(), view.policyRevision(), policy.resized(k, size)));
    }

    /// No worker of the group is recycled from now on; or, with null, an operator's freeze ends.
    ///
    /// @param workers how many the group has, as far as is known
    public FleetChange freeze(BudgetView view, BudgetPolicy.@Nullable Freeze freeze, long workers) {
        BudgetPolicy policy = view.policy();
        BudgetPolicy before =
                policy == null
                        ? BudgetPolicy.begin(BudgetTerms.k(terms.size(), workers), terms.size())
                        : policy;
        return FleetChange.of(keys.policy(), view.policyRevision(), before.frozen(freeze));
    }

    /// An operator ends every freeze; empty: there is no such group.
    public Optional<FleetChange> resume(BudgetView view) {
        return Optional.ofNullable(view.policy())
                .map(p -> FleetChange.of(keys.policy(), view.policyRevision(), p.resumed()));
    }

    /// An operator says that a host is gone, and what it held is free.
    public List<FleetChange> releaseHost(BudgetView view, String host) {
        return view.slots().entrySet().stream()
                .filter(e -> e.getValue().slot().host().equals(host))
                .map(e -> FleetChange.of(keys.slot(e.getKey()), e.getValue().revision(), null))
                .toList();
    }
}
