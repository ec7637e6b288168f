package dev.kidreaper.decide;

import dev.kidreaper.model.IdleWait;
import dev.kidreaper.model.Moment;
import dev.kidreaper.model.Profile;

/// The proof that a stopped worker is idle, and whether its graceful signal may be sent now.
/*
 * A process that stops inside accept(2) is on its way back from the kernel, with one of two
 * results. Either it has no connection, and the call ends as if interrupted; or it has one, which
 * is then among its descriptors. So a worker that is inside accept and holds no connection has
 * taken no request, and it handles a signal that is sent before it continues before it can take
 * one.
 */
public final class IdleProof {
    private IdleProof() {}

    /// What a stopped worker is doing, by its system call and what that call is on.
    public enum Activity {
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
        /// In no call, and has worked for a while on the connection that it holds.
        COMPUTING,
        /// In any other call, or in none.
        OTHER,
        /// The kernel does not tell.
        UNSEEN
    }

    /// The moment at which a worker has stopped.
    ///
    /// @param holdsConnection whether one of its descriptors may be a client's connection
    public static Moment moment(Activity activity, boolean holdsConnection, Profile profile) {
        return switch (activity) {
            case UNSEEN -> Moment.HIDDEN;
            case ACCEPT ->
                    !profile.idleWaits().contains(IdleWait.ACCEPT)
                            ? Moment.BUSY
                            : holdsConnection ? Moment.ACCEPTED : Moment.IDLE;
            case POLL -> waiting(IdleWait.POLL, holdsConnection, profile);
            case LOCK -> waiting(IdleWait.LOCK, holdsConnection, profile);
            case FUTEX -> waiting(IdleWait.FUTEX, holdsConnection, profile);
            case SLEEP, READ_OTHER, WRITE -> holdsConnection ? Moment.SERVING : Moment.BUSY;
            case COMPUTING -> holdsConnection ? Moment.COMPUTING : Moment.BUSY;
            case READ_CLIENT -> Moment.READING;
            case OTHER -> Moment.BUSY;
        };
    }

    private static Moment waiting(IdleWait idleWait, boolean holdsConnection, Profile profile) {
        return profile.idleWaits().contains(idleWait) && !holdsConnection
                ? Moment.IDLE
                : Moment.BUSY;
    }

    /// Whether a worker of that kind may be followed to its next `accept` and signalled as it
    /// enters: it may still take a connection before the signal's handler runs.
    public static boolean mayFollow(Profile profile) {
        return profile.idleWaits().contains(IdleWait.ACCEPT)
                && profile.harmless().contains(Moment.ACCEPTED);
    }

    /// Whether to send the signal at that moment.
    ///
    /// @param amidRequest whether a moment amid a request will do. A signal may cut short what a
    ///   worker waits for there, so this is for when no better moment has come for long.
    public static boolean maySignal(Moment moment, Profile profile, boolean amidRequest) {
        return switch (moment) {
            case IDLE -> true;
            case ACCEPTED -> profile.harmless().contains(moment);
            case SERVING, COMPUTING -> amidRequest && profile.harmless().contains(moment);
            case READING, BUSY, HIDDEN -> false;
        };
    }
}
