package dev.kidreaper.fleet;

import dev.kidreaper.decide.fleet.BudgetPolicy;
import dev.kidreaper.decide.fleet.BudgetView;
import dev.kidreaper.decide.fleet.FleetChange;
import dev.kidreaper.decide.fleet.FleetKeys;
import dev.kidreaper.decide.fleet.HeldSlot;
import dev.kidreaper.decide.fleet.MemberEntry;
import dev.kidreaper.decide.fleet.StoreAnswer;
import dev.kidreaper.decide.fleet.StoreRequest;
import dev.kidreaper.fleet.store.FleetStore;
import dev.kidreaper.fleet.store.StoreAway;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;

/// Brings a host's questions to the store. For one thread at a time.
public final class StoreAsker {
    private static final Duration MEMBER_LASTS = Duration.ofSeconds(90);

    private final FleetStore store;
    private final FleetKeys keys;
    private final String host;

    public StoreAsker(FleetStore store, FleetKeys keys, String host) {
        this.store = store;
        this.keys = keys;
        this.host = host;
    }

    /// The answer; it takes seconds at most.
    public StoreAnswer answer(StoreRequest request) {
        try {
            return switch (request) {
                case StoreRequest.Look _ -> new StoreAnswer.Seen(view());
                case StoreRequest.Count count ->
                        new StoreAnswer.Counted(store.count(count.range()));
                case StoreRequest.Census _ -> census();
                case StoreRequest.Commit commit ->
                        new StoreAnswer.Committed(store.commit(commit.change()));
                case StoreRequest.Announce announce ->
                        new StoreAnswer.Announced(
                                store.announce(keys.member(host), announce.entry(), MEMBER_LASTS));
                case StoreRequest.Depart depart -> depart(depart.by());
            };
        } catch (StoreAway e) {
            return new StoreAnswer.Away(e.sentence(), e.pause());
        }
    }

    /// The group's budget as it is now.
    public BudgetView view() throws StoreAway {
        BudgetPolicy policy = null;
        long policyRevision = 0;
        var slots = new TreeMap<Integer, BudgetView.At>();
        for (FleetStore.Entry entry : store.list(keys.budget())) {
            switch (entry.value()) {
                case BudgetPolicy p -> {
                    policy = p;
                    policyRevision = entry.revision();
                }
                case HeldSlot slot ->
                        keys.slotOf(entry.key())
                                .ifPresent(n ->
                                        slots.put(n, new BudgetView.At(slot, entry.revision())));
                default -> {
                    // Nothing of the budget.
                }
            }
        }
        return new BudgetView(policy, policyRevision, slots);
    }

    /// Its entry would lapse by itself, but until then the next run could not use the name.
    private StoreAnswer depart(String by) throws StoreAway {
        String key = keys.member(host);
        for (FleetStore.Entry entry : store.list(new FleetKeys.Range(key, key + "\0"))) {
            if (entry.value() instanceof MemberEntry member && member.by().equals(by)) {
                var seen = new FleetChange.Seen(key, entry.revision());
                var gone = new FleetChange.Write(key, null);
                store.commit(new FleetChange(List.of(seen), List.of(gone)));
            }
        }
        return new StoreAnswer.Announced(false);
    }

    private StoreAnswer census() throws StoreAway {
        List<FleetStore.Entry> members = store.list(keys.members());
        long workers =
                members.stream()
                        .filter(e -> e.value() instanceof MemberEntry)
                        .mapToLong(e -> ((MemberEntry) e.value()).workers())
                        .sum();
        return new StoreAnswer.Members(members.size(), workers);
    }
}
