package dev.kidreaper.observe;

import dev.kidreaper.linux.BorrowedSocket.PeerEnd;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.OpenFile;
import dev.kidreaper.linux.Pidfd;
import dev.kidreaper.linux.SockDiag;
import dev.kidreaper.linux.SockDiag.TcpConnection;
import dev.kidreaper.linux.SocketAddress;
import dev.kidreaper.model.ProcessId;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The search for the process that has accepted a connection of ours.
public final class Acceptor {
    private static final int MOST_KNOWN = 1024;

    private final Proc proc;

    /// Connections of ours that were found, by their inodes.
    private final Map<Long, TcpConnection> ours = new ConcurrentHashMap<>();

    public Acceptor(Proc proc) {
        this.proc = proc;
    }

    /// The process that holds the other end.
    ///
    /// @param inode of our end, as `/proc/self/fd` names it
    /// @return empty if no process, or none of the candidates, has accepted it
    /// @throws Unreadable DENIED if we may not see the processes' descriptors
    public OptionalInt of(long inode, Collection<Integer> candidates) throws Unreadable {
        long peer = peer(inode);
        if (peer == 0) {
            return OptionalInt.empty();
        }
        for (int pid : candidates) {
            if (descriptor(pid, peer) >= 0) {
                return OptionalInt.of(pid);
            }
        }
        return OptionalInt.empty();
    }

    /// The end of a connection of ours in the process that has accepted it.
    ///
    /// @param inode of our end
    /// @return null if that process has not accepted it
    /// @throws Unreadable DENIED if we may not see its descriptors, GONE if it has exited
    public @Nullable PeerEnd end(long inode, ProcessId of) throws Unreadable, LinuxException {
        long peer = peer(inode);
        int descriptor = peer == 0 ? -1 : descriptor(of.pid(), peer);
        if (descriptor < 0) {
            return null;
        }
        Pidfd process = Pidfd.open(of.pid());
        try {
            if (Stat.parse(proc.text(of.pid(), "stat")).id().equals(of)) {
                return new PeerEnd(process, descriptor, peer);
            }
        } catch (Unreadable e) {
            process.close();
            throw e;
        }
        process.close();
        return null;
    }

    /// Whether a process may accept connections at an address: its sockets do not show that it
    /// accepts only elsewhere.
    ///
    /// @throws Unreadable GONE if it has exited
    public boolean mayAccept(int pid, SocketAddress address) throws Unreadable, LinuxException {
        try (var sockets = new Sockets(proc, pid)) {
            sockets.learn();
            return sockets.served().isEmpty()
                    || sockets.served().stream().anyMatch(place -> mayBe(place, address));
        }
    }

    /// Whether a place may be an address. A path may be written in several ways; relative ones tell
    /// little.
    private static boolean mayBe(String place, SocketAddress address) {
        return switch (address) {
            case SocketAddress.OfPort at -> place.equals("port " + at.port());
            case SocketAddress.OfPath at -> {
                String path = place.startsWith("path ") ? place.substring(5) : "";
                int end = path.indexOf('\0');
                yield path.startsWith("/")
                        ? isFile(end < 0 ? path : path.substring(0, end), at)
                        : place.startsWith("path ");
            }
        };
    }

    /// Whether both lead to one file. What a stranger has called its socket need be no text: it is
    /// never taken for more than bytes.
    ///
    /// @param path its bytes, as characters of ISO 8859-1
    private static boolean isFile(String path, SocketAddress.OfPath address) {
        try (var its = OpenFile.heldThroughLinks(path, StandardCharsets.ISO_8859_1);
                var ours = OpenFile.heldThroughLinks(address.path(), StandardCharsets.UTF_8)) {
            return Files.isSameFile(Path.of(its.path()), Path.of(ours.path()));
        } catch (LinuxException | IOException e) {
            return false; // A file is missing: nothing accepts by that name.
        }
    }

    private long peer(long inode) throws Unreadable {
        try {
            long unix = SockDiag.peer(inode);
            return unix == SockDiag.NOT_UNIX ? tcpPeer(inode) : unix;
        } catch (LinuxException e) {
            throw new Unreadable(Unreadable.Why.DENIED, e.sentence());
        }
    }

    private long tcpPeer(long inode) throws LinuxException {
        TcpConnection connection = ours.get(inode);
        if (connection == null) {
            connection = TcpConnection.ofOurs(inode);
            if (connection == null) {
                return 0; // It is closed by now.
            }
            if (ours.size() >= MOST_KNOWN) {
                ours.clear();
            }
            ours.put(inode, connection);
        }
        return connection.peer();
    }

    /// Its descriptor of a socket; negative if it has none.
    private int descriptor(int pid, long inode) throws Unreadable {
        String folder = proc.path(pid, "fd");
        String[] names = new File(folder).list();
        if (names == null) {
            if (!proc.hasExited(pid)) {
                throw new Unreadable(
                        Unreadable.Why.DENIED,
                        "may not read %s; %s".formatted(folder, Rights.toSee(proc, pid)));
            }
            return -1;
        }
        String wanted = "socket:[" + inode + "]";
        for (String name : names) {
            if (names(Path.of(folder, name), wanted)) {
                return Integer.parseInt(name);
            }
        }
        return -1;
    }

    private static boolean names(Path descriptor, String wanted) {
        try {
            return Files.readSymbolicLink(descriptor).toString().equals(wanted);
        } catch (IOException e) {
            return false; // Closed since it was listed.
        }
    }
}
