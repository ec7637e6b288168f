package dev.kidreaper.decide.fleet;

/// What one host asks of the store in which a group's budget is kept.
public sealed interface StoreRequest {
    /// The policy and all slots, as they are now.
    record Look() implements StoreRequest {}

    /// How many keys there are; the answer may be a moment old.
    record Count(FleetKeys.Range range) implements StoreRequest {}

    /// How many hosts the group has, and how many workers.
    record Census() implements StoreRequest {}

    /// To make a change.
    record Commit(FleetChange change) implements StoreRequest {}

    /// To say that this host is there.
    record Announce(MemberEntry entry) implements StoreRequest {}

    /// To say that this run of kidreaper is there no more.
    ///
    /// @param by which run
    record Depart(String by) implements StoreRequest {}
}
