package dev.kidreaper.app;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.SocketAddress;
import dev.kidreaper.linux.StreamSocket;
import dev.kidreaper.model.Listening;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;

/// The socket on which web servers find a served pool.
///
/// @param unlist takes its path away, so that nobody finds it any more
record FrontSocket(StreamSocket socket, Runnable unlist) {
    private static final int BACKLOG = 1024;

    /// Opens it.
    static FrontSocket open(Listening listening) throws OperatorError {
        try {
            return switch (listening) {
                case Listening.OnPath place -> onPath(place);
                case Listening.OnPort place -> onPort(place);
                case Listening.Inherited _ -> inherited();
            };
        } catch (UnknownHostException e) {
            throw new OperatorError(
                    ExitCode.USAGE, "--listen %s: no such host".formatted(listening));
        } catch (LinuxException e) {
            boolean denied = e.isNotPermitted();
            throw new OperatorError(
                    denied ? ExitCode.NOT_PERMITTED : ExitCode.FAILED,
                    "cannot listen at %s: %s".formatted(listening, e.sentence()));
        } catch (IOException | UnsupportedOperationException e) {
            throw new OperatorError(
                    ExitCode.FAILED, "cannot listen at %s: %s".formatted(listening, e));
        }
    }

    /// The address that is meant.
    ///
    /// @throws UnknownHostException when there is no such host
    static SocketAddress address(Listening place) throws UnknownHostException {
        return switch (place) {
            case Listening.OnPath at -> new SocketAddress.OfPath(at.path());
            case Listening.OnPort at ->
                    new SocketAddress.OfPort(
                            InetAddress.getByName(at.address().host()), at.address().port());
            case Listening.Inherited _ -> throw new IllegalStateException("[BUG] no address");
        };
    }

    private static FrontSocket inherited() throws OperatorError {
        try {
            return new FrontSocket(StreamSocket.inherited(), () -> {});
        } catch (LinuxException e) {
            throw new OperatorError(
                    ExitCode.USAGE,
                    "descriptor 0 is not a listening socket: write --listen PATH or HOST:PORT, or"
                            + " let systemd pass one (StandardInput=socket)");
        }
    }

    private static FrontSocket onPort(Listening.OnPort place)
            throws LinuxException, UnknownHostException {
        StreamSocket socket = StreamSocket.bound(address(place), false);
        socket.listen(BACKLOG);
        return new FrontSocket(socket, () -> {});
    }

    private static FrontSocket onPath(Listening.OnPath place)
            throws LinuxException, IOException, OperatorError {
        SocketFile file = SocketFile.listen(place.path());
        try {
            file.open(place.mode(), place.owner());
            return new FrontSocket(file.socket(), file::leave);
        } catch (IOException | OperatorError | UnsupportedOperationException e) {
            file.leave();
            file.socket().close();
            throw e;
        }
    }
}
