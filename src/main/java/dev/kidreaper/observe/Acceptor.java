package dev.kidreaper.observe;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.SockDiag;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.OptionalInt;

/// Finds which process has accepted a connection of ours.
public final class Acceptor {
    private final Proc proc;

    public Acceptor(Proc proc) {
        this.proc = proc;
    }

    /// The one of these processes that holds the other end.
    ///
    /// @param inode of our end, as `/proc/self/fd` names it
    /// @return empty while nobody has accepted it, or somebody else has
    /// @throws Unreadable DENIED when we may not see the processes' descriptors
    public OptionalInt of(long inode, Collection<Integer> candidates) throws Unreadable {
        long peer = peer(inode);
        if (peer == 0) {
            return OptionalInt.empty();
        }
        for (int pid : candidates) {
            if (holds(pid, peer)) {
                return OptionalInt.of(pid);
            }
        }
        return OptionalInt.empty();
    }

    private long peer(long inode) throws Unreadable {
        try {
            long unix = SockDiag.peer(inode);
            return unix != 0 ? unix : tcpPeer(inode);
        } catch (LinuxException e) {
            throw new Unreadable(Unreadable.Why.DENIED, e.sentence());
        }
    }

    /// The kernel's table names both ends of a connection within this machine, each with the
    /// other's address (proc_net_tcp(5)).
    private long tcpPeer(long inode) throws Unreadable {
        String[] lines = proc.machineText("net/tcp").split("\n", -1);
        String ends = "";
        for (String line : lines) {
            String[] field = line.strip().split("\\s+", -1);
            if (field.length > 9 && field[9].equals(Long.toString(inode))) {
                ends = field[2] + " " + field[1];
            }
        }
        for (String line : lines) {
            String[] field = line.strip().split("\\s+", -1);
            if (field.length > 9 && (field[1] + " " + field[2]).equals(ends)) {
                return Long.parseLong(field[9]);
            }
        }
        return 0;
    }

    private boolean holds(int pid, long inode) throws Unreadable {
        String folder = proc.path(pid, "fd");
        String[] names = new File(folder).list();
        if (names == null) {
            if (proc.exists(pid)) {
                throw new Unreadable(Unreadable.Why.DENIED, "may not read " + folder);
            }
            return false;
        }
        String wanted = "socket:[" + inode + "]";
        for (String name : names) {
            if (names(Path.of(folder, name), wanted)) {
                return true;
            }
        }
        return false;
    }

    private static boolean names(Path descriptor, String wanted) {
        try {
            return Files.readSymbolicLink(descriptor).toString().equals(wanted);
        } catch (IOException e) {
            return false; // Closed since it was listed.
        }
    }
}
