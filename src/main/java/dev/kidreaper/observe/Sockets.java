package dev.kidreaper.observe;

import dev.kidreaper.linux.BorrowedSocket;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.Pidfd;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The sockets of one process, and which of them could be a client's connection. For one thread at
/// a time.
/*
 * Finding out what a socket is takes some calls, so it is not done while a worker is stopped: then
 * every unknown socket counts as a connection. Between two looks the new sockets are examined (see
 * BorrowedSocket). Those that did not come from a listening socket, such as a database's, are
 * remembered as foreign. An inode number names the same socket as long as some process holds it.
 */
public final class Sockets implements AutoCloseable {
    /// A worker with more descriptors is not looked at: that would take a second.
    private static final int MOST_DESCRIPTORS = 1 << 16;

    private final Proc proc;
    private final int pid;
    private final Pidfd process;
    private final Map<Integer, Long> sockets = new HashMap<>();
    private final Set<Long> listening = new HashSet<>();
    private final Set<Long> sharingPort = new HashSet<>();
    private final Set<String> served = new HashSet<>();
    private final Set<Long> foreign = new HashSet<>();

    public Sockets(Proc proc, int pid) throws LinuxException {
        this.proc = proc;
        this.pid = pid;
        this.process = Pidfd.open(pid);
    }

    /// Reads the sockets that the process holds now.
    ///
    /// @throws Unreadable DENIED if we may not see its descriptors
    public void look() throws Unreadable {
        sockets.clear();
        String folder = proc.path(pid, "fd");
        List<String> names = proc.names(pid, "fd", MOST_DESCRIPTORS);
        if (names.size() == MOST_DESCRIPTORS) {
            throw new Unreadable(
                    Unreadable.Why.BROKEN,
                    "pid %d has %d open files or more: they are not looked through"
                            .formatted(pid, MOST_DESCRIPTORS));
        }
        for (String name : names) {
            long inode = inode(folder + "/" + name);
            if (inode >= 0) {
                sockets.put(Integer.parseInt(name), inode);
            }
        }
    }

    /// Whether the process held, at the last look, a socket that may be a client's connection.
    public boolean holdsConnection() {
        for (long inode : sockets.values()) {
            if (isConnection(inode)) {
                return true;
            }
        }
        return false;
    }

    /// The known endpoints at which it accepts connections, as {@link BorrowedSocket#endpoint}.
    Set<String> served() {
        return Set.copyOf(served);
    }

    /// The inodes of all sockets that it held at the last look.
    public Set<Long> inodes() {
        return Set.copyOf(sockets.values());
    }

    /// The inodes of the listening ones that it held at the last look.
    public Set<Long> listening() {
        return sockets.values().stream().filter(listening::contains).collect(Collectors.toSet());
    }

    /// The inodes of those of them beside which others may listen on the same port.
    public Set<Long> sharingPort() {
        return sockets.values().stream().filter(sharingPort::contains).collect(Collectors.toSet());
    }

    /// The inodes of the sockets that may be a client's connection.
    Set<Long> connections() {
        return sockets.values().stream().filter(this::isConnection).collect(Collectors.toSet());
    }

    /// Whether a descriptor may be a client's connection, by the last look.
    public boolean isConnection(int descriptor) {
        Long inode = sockets.get(descriptor);
        return inode != null && isConnection((long) inode);
    }

    /// Whether a call that waits on a descriptor may have a time limit, by which it ends otherwise
    /// than it should when its process is stopped.
    public boolean mayHaveTimeLimit(int descriptor) {
        try {
            return isSocket(descriptor) && BorrowedSocket.hasTimeLimit(process, descriptor);
        } catch (LinuxException e) {
            return true; // It does not tell.
        }
    }

    /// Whether a descriptor was a listening socket at the last look.
    public boolean isListening(int descriptor) {
        Long inode = sockets.get(descriptor);
        return inode != null && listening.contains(inode);
    }

    /// Whether it is known to have held a listening socket.
    boolean hasListened() {
        return !listening.isEmpty();
    }

    /// Whether a descriptor was a socket at the last look.
    public boolean isSocket(int descriptor) {
        return sockets.containsKey(descriptor);
    }

    private boolean isConnection(long inode) {
        return !listening.contains(inode) && !foreign.contains(inode);
    }

    /// Finds out what the sockets are that it holds now. Not while the process is stopped.
    public void learn() throws Unreadable {
        look();
        var endpoints = new HashMap<Long, String>();
        for (var entry : sockets.entrySet()) {
            long inode = entry.getValue();
            if (isConnection(inode)) {
                BorrowedSocket socket = ask(entry.getKey());
                if (socket != null && socket.listening()) {
                    listening.add(inode);
                    if (socket.sharesPort()) {
                        sharingPort.add(inode);
                    }
                    served.add(socket.endpoint());
                } else if (socket != null) {
                    endpoints.put(inode, socket.endpoint());
                }
            }
        }
        endpoints.forEach((inode, endpoint) -> {
            // Without a listening socket, the origin of the others is unknown.
            if (!served.isEmpty() && !served.contains(endpoint)) {
                foreign.add(inode);
            }
        });
    }

    /// What a socket is; null if it is closed by now or does not tell: then it may be a client's.
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

    private long inode(String descriptor) throws Unreadable {
        try {
            String target = Files.readSymbolicLink(Path.of(descriptor)).toString();
            return target.startsWith("socket:[")
                    ? Long.parseLong(target, 8, target.length() - 1, 10)
                    : -1;
        } catch (AccessDeniedException e) {
            // Root may list the descriptors of others where it may not follow them.
            throw new Unreadable(
                    Unreadable.Why.DENIED,
                    "may not see what %s is; %s".formatted(descriptor, Rights.toSee(proc, pid)));
        } catch (IOException e) {
            return -1; // Closed since it was listed.
        }
    }
}
