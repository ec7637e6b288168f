package dev.kidreaper.decide.fleet;

/// A slot that this host holds, and what it is used for.
public final class HeldPermit {
    /// How far it is.
    enum State {
        /// It is ours in the store, but not by a write of ours that we know of: not to be used yet.
        UNCONFIRMED,
        /// An earlier run's: to be taken over.
        FOUND,
        /// Nobody uses it yet.
        GRANTED,
        /// A worker is to go as soon as its moment comes.
        TAKEN,
        /// The signal is sent, or may be.
        AWAY,
        /// The replacement serves; it is to go on for a while.
        SOAKING,
        /// The worker has gone for good, which is to be said.
        FAILING,
        /// Held until its pool has its workers again.
        BROKEN,
        /// To be given back.
        LEAVING,
        /// Not ours any more.
        LOST
    }

    final int index;
    BudgetView.At at;
    State state;

    /// When the last write that made it ours, or left it so, was sent.
    long confirmedAt;

    /// When it came into its state.
    long since;

    /// Since when it is ours, as far as this run knows.
    final long heldSince;

    /// Whether to count a success when it is given back.
    boolean success;

    HeldPermit(int index, BudgetView.At at, State state, long now) {
        this.index = index;
        this.at = at;
        this.state = state;
        this.confirmedAt = now;
        this.since = now;
        this.heldSince = now;
    }

    void become(State next, long now) {
        state = next;
        since = now;
    }

    String pool() {
        return at.slot().pool();
    }

    /// Whether a worker may be away on account of it.
    boolean isInUse() {
        return switch (state) {
            case TAKEN, AWAY, SOAKING, FAILING, BROKEN -> true;
            case UNCONFIRMED, FOUND, GRANTED, LEAVING, LOST -> false;
        };
    }
}
