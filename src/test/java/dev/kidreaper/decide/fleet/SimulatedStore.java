package dev.kidreaper.decide.fleet;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A store that does at once what it is asked, and never forgets: what etcd promises. It checks
/// what must hold after each change.
final class SimulatedStore {
    private static final long LEASE = 90_000_000_000L;

    private record Member(MemberEntry entry, long until) {}

    private final FleetKeys keys;
    private final Consumer<String> offence;
    private final LinkedHashMap<String, Member> members = new LinkedHashMap<>();
    private final Map<String, ExtraEntry> extras = new HashMap<>();
    private final Map<String, Long> revisions = new HashMap<>();
    private Map<Integer, BudgetView.At> slots = new TreeMap<>();
    private @Nullable BudgetPolicy policy;
    private long revision;
    private boolean shared;
    long reads;
    long counts;
    long grants;
    long refusals;
    int mostHeld;

    SimulatedStore(FleetKeys keys, Consumer<String> offence) {
        this.keys = keys;
        this.offence = offence;
    }

    StoreAnswer answer(StoreRequest request, String host, long now) {
        return switch (request) {
            case StoreRequest.Look _ -> {
                reads++;
                shared = true;
                long at = revisions.getOrDefault(keys.policy(), 0L);
                yield new StoreAnswer.Seen(new BudgetView(policy, at, slots));
            }
            case StoreRequest.Count count -> {
                counts++;
                if (count.range().equals(keys.slots())) {
                    yield new StoreAnswer.Counted(slots.size());
                }
                lapse(now);
                yield new StoreAnswer.Counted(members.size());
            }
            case StoreRequest.Census _ -> {
                lapse(now);
                long workers = members.values().stream().mapToLong(m -> m.entry.workers()).sum();
                yield new StoreAnswer.Members(members.size(), workers);
            }
            case StoreRequest.Commit commit -> new StoreAnswer.Committed(commit(commit.change()));
            case StoreRequest.Depart depart -> {
                Member before = members.get(host);
                if (before != null && before.entry.by().equals(depart.by())) {
                    members.remove(host);
                }
                yield new StoreAnswer.Announced(false);
            }
            case StoreRequest.Announce announce -> {
                Member before = members.get(host);
                boolean ours =
                        before == null
                                || before.until < now
                                || before.entry.by().equals(announce.entry().by());
                if (ours) {
                    members.remove(host); // So that the first one to lapse stays the first.
                    members.put(host, new Member(announce.entry(), now + LEASE));
                }
                yield new StoreAnswer.Announced(ours);
            }
        };
    }

    private void lapse(long now) {
        var all = members.values().iterator();
        while (all.hasNext() && all.next().until < now) {
            all.remove();
        }
    }

    /// Makes a change. Its revision; 0 if something is not as it was seen.
    long commit(FleetChange change) {
        for (FleetChange.Seen seen : change.seen()) {
            if (revisions.getOrDefault(seen.key(), 0L) != seen.revision()) {
                refusals++;
                return 0;
            }
        }
        revision++;
        change.writes().forEach(this::write);
        return revision;
    }

    private void write(FleetChange.Write write) {
        String key = write.key();
        if (write.value() == null) {
            revisions.remove(key);
        } else {
            revisions.put(key, revision);
        }
        if (key.equals(keys.policy())) {
            policy = write.value() instanceof BudgetPolicy p ? p : null;
        } else if (write.value() instanceof ExtraEntry extra) {
            extras.put(key, extra);
        } else {
            HeldSlot slot = write.value() instanceof HeldSlot held ? held : null;
            write(keys.slotOf(key).orElseThrow(), slot);
        }
    }

    private void write(int index, @Nullable HeldSlot slot) {
        if (shared) {
            slots = new TreeMap<>(slots);
            shared = false;
        }
        if (slot == null) {
            slots.remove(index);
            return;
        }
        boolean isNew = slots.put(index, new BudgetView.At(slot, revision)) == null;
        if (isNew) {
            grants++;
            mostHeld = Math.max(mostHeld, slots.size());
            if (policy == null || slots.size() > policy.k()) {
                offence.accept("a grant makes %d of %s".formatted(slots.size(), policy));
            }
        }
    }

    BudgetView view() {
        shared = true;
        return new BudgetView(policy, revisions.getOrDefault(keys.policy(), 0L), slots);
    }

    boolean holds(int index, String run) {
        BudgetView.At at = slots.get(index);
        return at != null && at.slot().by().equals(run);
    }

    /// How many workers without a permit that host has told of.
    long extras(String host) {
        ExtraEntry entry = extras.get(keys.extra(host));
        return entry == null ? 0 : entry.count();
    }
}
