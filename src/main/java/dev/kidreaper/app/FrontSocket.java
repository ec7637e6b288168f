package dev.kidreaper.app;

import dev.kidreaper.linux.Errno;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.SocketAddress;
import dev.kidreaper.linux.StreamSocket;
import dev.kidreaper.model.Listening;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalLookupService;

/// Opens the socket on which web servers find a served pool.
final class FrontSocket {
    private static final int BACKLOG = 1024;

    private FrontSocket() {}

    static StreamSocket open(Listening listening) throws OperatorError {
        try {
            return switch (listening) {
                case Listening.OnPath place -> onPath(place);
                case Listening.OnPort place -> listen(StreamSocket.bound(address(place), false));
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

    /// Takes its path away, so that nobody finds it any more.
    static void leave(Listening listening) {
        if (listening instanceof Listening.OnPath place) {
            try {
                Files.deleteIfExists(Path.of(place.path()));
            } catch (IOException e) {
                return; // It stays behind, and the next start removes it.
            }
        }
    }

    private static StreamSocket inherited() throws OperatorError {
        try {
            return StreamSocket.inherited();
        } catch (LinuxException e) {
            throw new OperatorError(
                    ExitCode.USAGE,
                    "descriptor 0 is not a listening socket: write --listen PATH or HOST:PORT, or"
                            + " let systemd pass one (StandardInput=socket)");
        }
    }

    private static StreamSocket onPath(Listening.OnPath place)
            throws LinuxException, IOException, OperatorError {
        Path path = Path.of(place.path());
        if (Files.exists(path)) {
            if (!isSocket(path)) {
                throw new OperatorError(
                        ExitCode.FAILED, "%s exists already, and is not a socket".formatted(path));
            }
            refuseAnswered(place);
            Files.delete(path); // Left behind by one that was killed.
        }
        StreamSocket bound = StreamSocket.bound(new SocketAddress.OfPath(place.path()), false);
        // Nobody can connect before it listens: only now, with its permissions set.
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(place.mode()));
        if (place.owner() != null) {
            own(path, place.owner());
        }
        return listen(bound);
    }

    private static boolean isSocket(Path path) throws IOException {
        return Files.readAttributes(
                        path,
                        java.nio.file.attribute.BasicFileAttributes.class,
                        java.nio.file.LinkOption.NOFOLLOW_LINKS)
                .isOther();
    }

    private static void own(Path path, String owner) throws IOException {
        String[] part = owner.split(":", 2);
        UserPrincipalLookupService users = path.getFileSystem().getUserPrincipalLookupService();
        var view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (!part[0].isEmpty()) {
            view.setOwner(users.lookupPrincipalByName(part[0]));
        }
        if (part.length > 1) {
            view.setGroup(users.lookupPrincipalByGroupName(part[1]));
        }
    }

    private static StreamSocket listen(StreamSocket socket) throws LinuxException {
        socket.listen(BACKLOG);
        return socket;
    }

    /// Only one at which nobody listens was left behind.
    private static void refuseAnswered(Listening.OnPath place) throws OperatorError {
        String problem = "another server answers at %s: stop it first";
        try {
            StreamSocket.connected(new SocketAddress.OfPath(place.path())).close();
        } catch (LinuxException e) {
            if (e.errno() == Errno.ECONNREFUSED) {
                return;
            }
            if (e.isNotPermitted()) {
                problem = "%s belongs to another user";
            }
        }
        throw new OperatorError(ExitCode.FAILED, problem.formatted(place.path()));
    }
}
