package dev.kidreaper.observe;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The sockets that one process holds, by inode, and which of them could be a client's connection.
/*
 * What a socket is stands in the tables of its network namespace, whose length grows with the
 * machine, so they are not read while a worker stands still: while it is stopped, every socket that
 * was not known before counts as a connection. Between two looks the newcomers are looked up, and
 * those that did not come from a listening socket (a database's, say) are remembered as foreign. An
 * inode number names the same socket as long as somebody holds it; one that is not held any more is
 * forgotten.
 */
public final class Sockets {
    private static final int TABLE_READINGS = 3;
    private static final String LISTEN_TCP = "0A";
    private static final long ACCEPTS_UNIX = 0x10000;

    private final Proc proc;
    private final int pid;
    private final Map<Integer, Long> held = new HashMap<>();
    private final Map<Long, Integer> missed = new HashMap<>();
    private Set<Long> listening = Set.of();
    private Set<Long> foreign = Set.of();

    public Sockets(Proc proc, int pid) {
        this.proc = proc;
        this.pid = pid;
    }

    /// Reads which sockets the process holds now.
    ///
    /// @throws Unreadable DENIED when we may not see its descriptors
    public void look() throws Unreadable {
        held.clear();
        String folder = proc.path(pid, "fd");
        String[] names = new File(folder).list();
        if (names == null) {
            boolean there = proc.exists(pid);
            throw new Unreadable(there ? Unreadable.Why.DENIED : Unreadable.Why.GONE, folder);
        }
        for (String name : names) {
            long inode = inode(folder + "/" + name);
            if (inode >= 0) {
                held.put(Integer.parseInt(name), inode);
            }
        }
    }

    /// Whether it held, at the last look, a socket that may be a client's connection.
    public boolean holdsConnection() {
        for (long inode : held.values()) {
            if (isConnection(inode)) {
                return true;
            }
        }
        return false;
    }

    /// The inodes of those sockets.
    Set<Long> connections() {
        return held.values().stream().filter(this::isConnection).collect(Collectors.toSet());
    }

    /// Whether that descriptor was, at the last look, one that may be a client's connection.
    public boolean isConnection(int descriptor) {
        Long inode = held.get(descriptor);
        return inode != null && isConnection((long) inode);
    }

    /// Whether that descriptor was, at the last look, a socket.
    public boolean isSocket(int descriptor) {
        return held.containsKey(descriptor);
    }

    private boolean isConnection(long inode) {
        return !listening.contains(inode) && !foreign.contains(inode);
    }

    /// Looks up what the sockets are that it holds now. Not while the process is stopped.
    public void learn() throws Unreadable {
        look();
        // A socket in no table is of another kind (netlink, datagram); or the table changed while
        // it
        // was read, which it will not do every time.
        for (int i = 0; i < TABLE_READINGS && holdsConnection(); i++) {
            readTables();
            look();
        }
    }

    private void readTables() throws Unreadable {
        try {
            classify();
        } catch (RuntimeException e) {
            throw new Unreadable(Unreadable.Why.BROKEN, "net/tcp or net/unix: not as proc(5) says");
        }
    }

    private void classify() throws Unreadable {
        var inodes = new HashSet<>(held.values());
        var address = new HashMap<Long, String>();
        var listeners = new HashSet<Long>();
        readTcp("net/tcp", inodes, address, listeners);
        readTcp("net/tcp6", inodes, address, listeners);
        readUnix(inodes, address, listeners);
        var served = new HashSet<String>();
        listeners.forEach(inode -> served.add(address.getOrDefault(inode, "")));
        missed.keySet().retainAll(inodes);
        var strangers = new HashSet<Long>();
        for (long inode : inodes) {
            String local = address.get(inode);
            boolean absent =
                    local == null && missed.merge(inode, 1, Integer::sum) >= TABLE_READINGS;
            if (absent || (local != null && !served(served, local))) {
                strangers.add(inode);
            }
        }
        listening = listeners;
        foreign = strangers;
    }

    /// Whether a connection with that local address came from one of those listening addresses. One
    /// that listens on all addresses of a port is written with an address of zeros.
    private static boolean served(Set<String> listeners, String local) {
        if (listeners.contains(local)) {
            return true;
        }
        int port = local.startsWith("tcp ") ? local.lastIndexOf(':') : -1;
        return port > 0
                && listeners.stream()
                        .anyMatch(l ->
                                l.endsWith(local.substring(port)) && l.matches("tcp 0+:[0-9A-F]+"));
    }

    /// proc_net_tcp(5): `sl local remote st tx:rx tr:when retrnsmt uid timeout inode …`.
    private void readTcp(
            String table, Set<Long> inodes, Map<Long, String> address, Set<Long> listeners)
            throws Unreadable {
        if (!new File(proc.path(pid, table)).exists()) {
            return;
        }
        for (String line : proc.text(pid, table).split("\n", -1)) {
            String[] field = line.strip().split(" +", -1);
            if (field.length < 10 || !Character.isDigit(field[0].charAt(0))) {
                continue;
            }
            long inode = Long.parseLong(field[9]);
            if (inodes.contains(inode)) {
                address.put(inode, "tcp " + field[1]);
                if (field[3].equals(LISTEN_TCP)) {
                    listeners.add(inode);
                }
            }
        }
    }

    /// proc_net_unix(5): `Num RefCount Protocol Flags Type St Inode Path`. An accepted socket has
    /// its listener's path; the end that connected has none.
    private void readUnix(Set<Long> inodes, Map<Long, String> address, Set<Long> listeners)
            throws Unreadable {
        for (String line : proc.text(pid, "net/unix").split("\n", -1)) {
            String[] field = line.split(" +", 8);
            if (field.length < 7 || !field[0].endsWith(":")) {
                continue;
            }
            long inode = Long.parseLong(field[6]);
            if (inodes.contains(inode)) {
                address.put(inode, field.length == 8 ? "unix " + field[7] : "unix without a name");
                if ((Long.parseLong(field[3], 16) & ACCEPTS_UNIX) != 0) {
                    listeners.add(inode);
                }
            }
        }
    }

    private static long inode(String descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of(descriptor)).toString();
            return target.startsWith("socket:[")
                    ? Long.parseLong(target, 8, target.length() - 1, 10)
                    : -1;
        } catch (IOException e) {
            return -1; // Closed since it was listed.
        }
    }
}
