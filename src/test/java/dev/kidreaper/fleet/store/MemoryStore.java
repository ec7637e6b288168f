package dev.kidreaper.fleet.store;

import dev.kidreaper.decide.fleet.FleetChange;
import dev.kidreaper.decide.fleet.FleetKeys;
import dev.kidreaper.decide.fleet.MemberEntry;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;

/// A store in memory that several hosts of one program can share.
public final class MemoryStore implements FleetStore {
    private final TreeMap<String, Entry> all = new TreeMap<>();
    private long revision;
    private boolean away;

    /// From now on it answers, or does not.
    public synchronized void setAway(boolean isAway) {
        away = isAway;
    }

    private void answer() throws StoreAway {
        if (away) {
            throw new StoreAway("it was sent away");
        }
    }

    @Override
    public synchronized List<Entry> list(FleetKeys.Range range) throws StoreAway {
        answer();
        return List.copyOf(all.subMap(range.from(), range.to()).values());
    }

    @Override
    public synchronized long count(FleetKeys.Range range) throws StoreAway {
        return list(range).size();
    }

    @Override
    public synchronized long commit(FleetChange change) throws StoreAway {
        answer();
        for (FleetChange.Seen seen : change.seen()) {
            Entry entry = all.get(seen.key());
            if ((entry == null ? 0 : entry.revision()) != seen.revision()) {
                return 0;
            }
        }
        revision++;
        for (FleetChange.Write write : change.writes()) {
            if (write.value() == null) {
                all.remove(write.key());
            } else {
                all.put(write.key(), new Entry(write.key(), write.value(), revision));
            }
        }
        return revision;
    }

    @Override
    public synchronized boolean announce(String key, MemberEntry entry, Duration lasts)
            throws StoreAway {
        answer();
        Entry there = all.get(key);
        if (there != null
                && !(there.value() instanceof MemberEntry other && other.by().equals(entry.by()))) {
            return false;
        }
        all.put(key, new Entry(key, entry, ++revision));
        return true;
    }

    @Override
    public void close() {
        // Others may still use it.
    }
}
