package dev.kidreaper.observe;

import dev.kidreaper.linux.BorrowedSocket;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.Pidfd;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The sockets that one process holds, and which of them could be a client's connection. For one
/// thread at a time.
/*
 * What a socket is takes some calls to find out, so it is not done while a worker stands still:
 * then every socket that was not known before counts as a connection. Between two looks the
 * newcomers are asked (see BorrowedSocket), and those that did not come from a listening socket, a
 * database's say, are remembered as foreign. An inode number names the same socket as long as
 * somebody holds it.
 */
public final class Sockets implements AutoCloseable {
    private final Proc proc;
    private final int pid;
    private final Pidfd process;
    private final Map<Integer, Long> held = new HashMap<>();
    private final Set<Long> listening = new HashSet<>();
    private final Set<String> served = new HashSet<>();
    private final Set<Long> foreign = new HashSet<>();

    public Sockets(Proc proc, int pid) throws LinuxException {
        this.proc = proc;
        this.pid = pid;
        this.process = Pidfd.open(pid);
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

    /// Where it accepts connections, as {@link BorrowedSocket#endpoint}, as far as it has told.
    Set<String> served() {
        return Set.copyOf(served);
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

    /// Learns what the sockets are that it holds now. Not while the process is stopped.
    public void learn() throws Unreadable {
        look();
        var endpoints = new HashMap<Long, String>();
        for (var entry : held.entrySet()) {
            long inode = entry.getValue();
            if (isConnection(inode)) {
                BorrowedSocket socket = ask(entry.getKey());
                if (socket != null && socket.listening()) {
                    listening.add(inode);
                    served.add(socket.endpoint());
                } else if (socket != null) {
                    endpoints.put(inode, socket.endpoint());
                }
            }
        }
        endpoints.forEach((inode, endpoint) -> {
            // Where it holds no listening socket, nothing is known of where others are from.
            if (!served.isEmpty() && !served.contains(endpoint)) {
                foreign.add(inode);
            }
        });
    }

    /// What it says of itself; null when it is closed by now or does not tell: then it may be a
    /// client's.
    private @Nullable BorrowedSocket ask(int descriptor) {
        try {
            return BorrowedSocket.of(process, descriptor);
        } catch (LinuxException e) {
            return null;
        }
    }

    @Override
    public void close() {
        process.close();
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
