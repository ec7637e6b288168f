package dev.kidreaper.decide;

import dev.kidreaper.model.IdleWait;
import dev.kidreaper.model.Moment;
import dev.kidreaper.model.Profile;

/// What a stopped worker was doing, and whether its graceful signal may be delivered now.
/*
 * The proof. A process that stops inside accept(2) does so on its way back from the kernel, with
 * one of two results: it has no connection, and the call ends as if interrupted; or it has one,
 * which is then among its descriptors. So "inside accept, no connection held" means that it has
 * taken nobody's request, and a signal delivered before it continues is handled before it could.
 */
public final class IdleProof {
    private IdleProof() {}

    /// What a stopped worker's system call is, and what it is on.
    public enum In {
        /// `accept` on a socket.
        ACCEPT,
        POLL,
        LOCK,
        FUTEX,
        /// Waiting for time to pass.
        SLEEP,
        /// Reading from what may be its client.
        READ_CLIENT,
        /// Reading from anything else.
        READ_OTHER,
        WRITE,
        /// No call, on a connection that it has been at work on for a while.
        COMPUTING,
        /// Any other call, or none.
        ELSEWHERE,
        UNSEEN
    }

    /// The moment at which a stopped worker is.
    ///
    /// @param holdsConnection whether among its descriptors is one that may be a client's
    public static Moment of(In in, boolean holdsConnection, Profile profile) {
        return switch (in) {
            case UNSEEN -> Moment.HIDDEN;
            case ACCEPT ->
                    !profile.waits().contains(IdleWait.ACCEPT)
                            ? Moment.BUSY
                            : holdsConnection ? Moment.ACCEPTED : Moment.IDLE;
            case POLL -> idle(IdleWait.POLL, holdsConnection, profile);
            case LOCK -> idle(IdleWait.LOCK, holdsConnection, profile);
            case FUTEX -> idle(IdleWait.FUTEX, holdsConnection, profile);
            case SLEEP, READ_OTHER, WRITE -> holdsConnection ? Moment.SERVING : Moment.BUSY;
            case COMPUTING -> holdsConnection ? Moment.COMPUTING : Moment.BUSY;
            case READ_CLIENT -> Moment.READING;
            case ELSEWHERE -> Moment.BUSY;
        };
    }

    private static Moment idle(IdleWait idleWait, boolean holdsConnection, Profile profile) {
        return profile.waits().contains(idleWait) && !holdsConnection ? Moment.IDLE : Moment.BUSY;
    }

    /// Whether a worker of that kind may be followed to its next `accept` and signalled as it
    /// enters: it may then still take a connection before the signal's handler runs.
    public static boolean mayFollow(Profile profile) {
        return profile.waits().contains(IdleWait.ACCEPT)
                && profile.harmless().contains(Moment.ACCEPTED);
    }

    /// Whether to deliver the signal at that moment.
    ///
    /// @param amidRequest whether also amid a request: a worker may sleep or wait there in a way
    ///   that a signal cuts short, so only when no better moment has come for long
    public static boolean isGood(Moment moment, Profile profile, boolean amidRequest) {
        return switch (moment) {
            case IDLE -> true;
            case ACCEPTED -> profile.harmless().contains(moment);
            case SERVING, COMPUTING -> amidRequest && profile.harmless().contains(moment);
            case READING, BUSY, HIDDEN -> false;
        };
    }
}
