package dev.kidreaper.fleet.store;

import dev.kidreaper.decide.fleet.FleetChange;
import dev.kidreaper.decide.fleet.FleetKeys;
import dev.kidreaper.decide.fleet.FleetValue;
import dev.kidreaper.decide.fleet.MemberEntry;
import java.time.Duration;
import java.util.List;

/// A store that several hosts share, and that loses nothing that it has acknowledged. Each call
/// answers within seconds, or throws. For one thread at a time.
public interface FleetStore extends AutoCloseable {
    /// What stands under one key.
    ///
    /// @param revision when it was last changed
    record Entry(String key, FleetValue value, long revision) {}

    /// All keys of a range with their values, as they are now.
    ///
    /// @throws StoreAway also when one of the values cannot be understood
    List<Entry> list(FleetKeys.Range range) throws StoreAway;

    /// How many keys there are; that may be a moment old.
    long count(FleetKeys.Range range) throws StoreAway;

    /// Makes a change.
    ///
    /// @return its revision; 0: something was not as it had been seen, and nothing has changed
    long commit(FleetChange change) throws StoreAway;

    /// Says that a host is there, for so long.
    ///
    /// @return false: another run is that host, and nothing has changed
    boolean announce(String key, MemberEntry entry, Duration lasts) throws StoreAway;

    @Override
    void close();
}
