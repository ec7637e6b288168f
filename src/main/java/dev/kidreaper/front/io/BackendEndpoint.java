package dev.kidreaper.front.io;

import dev.kidreaper.front.Front;
import dev.kidreaper.linux.BorrowedSocket;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.Pidfd;
import dev.kidreaper.linux.SocketAddress;
import dev.kidreaper.linux.StreamSocket;
import org.jspecify.annotations.Nullable;

/// Where a worker takes connections.
///
/// @param address the socket on which it accepts
/// @param listening our copy of it, which tells whether a connection still waits there; null where
///   several workers share one socket, so that {@link Front#accepted} must tell
/// @param process the worker; null where it is not known which
/// @param skipsEnd whether it skips the end of a request without a body that it has left unread
public record BackendEndpoint(
        SocketAddress address,
        @Nullable StreamSocket listening,
        @Nullable Pidfd process,
        boolean skipsEnd) {
    /// Whether only one worker accepts there.
    public boolean isPrivate() {
        return listening != null;
    }

    /// Whether a connection waits to be accepted by the one worker that could.
    public boolean isWaitedAt() {
        return listening != null && listening.isWaitedAt();
    }

    /// Accepts a connection that waits for its one worker, in the worker's place: as {@link
    /// BorrowedSocket#acceptInItsPlace}. Null if none waits.
    public @Nullable StreamSocket acceptInItsPlace() throws LinuxException {
        return listening == null ? null : BorrowedSocket.acceptInItsPlace(listening);
    }

    /// Whether the worker has shut its socket down: nobody knows then whether one waits there.
    public boolean isShut() {
        return listening != null && listening.isShut();
    }

    /// Ends the socket for its worker too.
    public void end() {
        if (listening != null) {
            listening.endListening();
        }
    }

    /// Gives up our copy of it.
    public void close() {
        if (listening != null) {
            listening.close();
        }
    }
}
