package dev.kidreaper.observe;

import dev.kidreaper.linux.BorrowedSocket.PeerEnd;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.Pidfd;
import dev.kidreaper.linux.SockDiag;
import dev.kidreaper.linux.SocketAddress;
import dev.kidreaper.model.ProcessId;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// The search for the process that has accepted a connection of ours.
public final class Acceptor {
    /// The prefix of an IPv4 address in the table of IPv6 (RFC 4291, 2.5.5.2).
    private static final String MAPPED = "0000000000000000FFFF0000";

    private final Proc proc;

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
                String path = place.replaceFirst("^path ", "").replaceFirst("\0.*", "");
                try {
                    yield !path.startsWith("/")
                            ? place.startsWith("path ")
                            : Files.isSameFile(Path.of(path), Path.of(at.path()));
                } catch (IOException e) {
                    yield false; // A file is missing: nothing accepts by that name.
                }
            }
        };
    }

    private long peer(long inode) throws Unreadable {
        try {
            long unix = SockDiag.peer(inode);
            return unix != 0 ? unix : tcpPeer(inode);
        } catch (LinuxException e) {
            throw new Unreadable(Unreadable.Why.DENIED, e.sentence());
        }
    }

    /// The inode of the other end of a TCP connection. The kernel's tables name both ends within
    /// this machine, each with the other's address (proc_net_tcp(5)). The ends may be in different
    /// tables, because a socket of IPv6 takes connections of IPv4 too.
    private long tcpPeer(long inode) throws Unreadable {
        String[] lines = (proc.machineText("net/tcp") + tcp6()).split("\n", -1);
        String ends = "";
        for (String line : lines) {
            String[] field = line.strip().split("\\s+", -1);
            if (field.length > 9 && field[9].equals(Long.toString(inode))) {
                ends = plain(field[2]) + " " + plain(field[1]);
            }
        }
        for (String line : lines) {
            String[] field = line.strip().split("\\s+", -1);
            if (field.length > 9 && (plain(field[1]) + " " + plain(field[2])).equals(ends)) {
                return Long.parseLong(field[9]);
            }
        }
        return 0;
    }

    private String tcp6() {
        try {
            return proc.machineText("net/tcp6");
        } catch (Unreadable e) {
            return ""; // A kernel without IPv6.
        }
    }

    private static String plain(String address) {
        return address.startsWith(MAPPED) ? address.substring(MAPPED.length()) : address;
    }

    /// Its descriptor of a socket; negative if it has none.
    private int descriptor(int pid, long inode) throws Unreadable {
        String folder = proc.path(pid, "fd");
        String[] names = new File(folder).list();
        if (names == null) {
            if (proc.exists(pid)) {
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
