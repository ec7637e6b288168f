package dev.kidreaper.fleet;

import dev.kidreaper.decide.fleet.BudgetPolicy;
import dev.kidreaper.decide.fleet.BudgetRules;
import dev.kidreaper.decide.fleet.BudgetView;
import dev.kidreaper.decide.fleet.ExtraEntry;
import dev.kidreaper.decide.fleet.FleetChange;
import dev.kidreaper.decide.fleet.FleetKeys;
import dev.kidreaper.decide.fleet.GroupStatus;
import dev.kidreaper.decide.fleet.MemberEntry;
import dev.kidreaper.fleet.store.FleetStore;
import dev.kidreaper.fleet.store.StoreAway;
import dev.kidreaper.model.FleetSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an operator asks and tells a group, without a daemon. For one thread at a time.
public final class GroupDesk {
    private static final int TRIES = 8;

    private final FleetStore store;
    private final FleetKeys keys;
    private final BudgetRules rules;
    private final StoreAsker asker;

    /// @param group whose; the settings' own, or another one in the same store
    public GroupDesk(FleetStore store, FleetSettings settings, String group) {
        this.store = store;
        this.keys = new FleetKeys(group);
        this.rules = new BudgetRules(keys, FleetService.terms(settings));
        this.asker = new StoreAsker(store, keys, "");
    }

    /// How it stands.
    public GroupStatus status() throws StoreAway {
        var members = new HashMap<String, MemberEntry>();
        for (FleetStore.Entry entry : store.list(keys.members())) {
            if (entry.value() instanceof MemberEntry member) {
                members.put(entry.key().substring(keys.members().from().length()), member);
            }
        }
        var extras = new HashMap<String, ExtraEntry>();
        for (FleetStore.Entry entry : store.list(keys.extras())) {
            if (entry.value() instanceof ExtraEntry extra) {
                extras.put(entry.key().substring(keys.extras().from().length()), extra);
            }
        }
        return new GroupStatus(keys.group(), asker.view(), members, extras);
    }

    private interface Changing {
        /// Null: there is nothing to change.
        @Nullable FleetChange of(BudgetView view);
    }

    /// Changes the group. False: there was nothing to change.
    private boolean change(Changing changing) throws StoreAway {
        for (int tried = 0; tried < TRIES; tried++) {
            FleetChange change = changing.of(asker.view());
            if (change == null) {
                return false;
            }
            if (store.commit(change) > 0) {
                return true;
            }
        }
        throw new StoreAway("others change the group all the time: try again");
    }

    /// Has no worker of the group recycled.
    ///
    /// @param lasts how long; null: until {@link #resume}
    public void freeze(String why, @Nullable Duration lasts, String id) throws StoreAway {
        long workers = status().workers();
        long seconds = lasts == null ? 0 : Math.max(1, lasts.toSeconds());
        var freeze = new BudgetPolicy.Freeze(id, why, seconds);
        boolean _ = change(view -> rules.freeze(view, freeze, workers));
    }

    /// Ends every freeze. False: there is no such group.
    public boolean resume() throws StoreAway {
        return change(view -> rules.resume(view).orElse(null));
    }

    /// Whether that host shows that it is there.
    public boolean isThere(String host) throws StoreAway {
        String key = keys.member(host);
        return store.count(new FleetKeys.Range(key, key + "\0")) > 0;
    }

    /// Frees what a host holds that will not come back.
    ///
    /// @return how many slots that were
    public int release(String host) throws StoreAway {
        int released = 0;
        for (FleetChange change : rules.releaseHost(asker.view(), host)) {
            released += store.commit(change) > 0 ? 1 : 0;
        }
        for (String key : List.of(keys.member(host), keys.extra(host))) {
            var gone = new FleetChange.Write(key, null);
            store.commit(new FleetChange(List.of(), List.of(gone)));
        }
        return released;
    }
}
