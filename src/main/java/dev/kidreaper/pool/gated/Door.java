package dev.kidreaper.pool.gated;

import dev.kidreaper.linux.BorrowedSocket;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.Pidfd;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import java.io.File;

/// A listening socket as one worker has it.
///
/// @param descriptor among the worker's
/// @param socket its name, as `/proc/PID/fd` links it: the same in every process that has it
/// @param shared whether the manager has it too, so that it is the pool's and not the worker's own
/// @param blocks whether `accept` there waits for a connection
record Door(int descriptor, String socket, boolean shared, boolean blocks) {
    /// O_NONBLOCK (include/uapi/asm-generic/fcntl.h).
    private static final int O_NONBLOCK = 04000;

    private static final String FLAGS = "flags:";

    /// What a descriptor of a worker is. Where we may not see it, it is not the pool's.
    static Door of(Proc proc, int worker, int descriptor, int manager) {
        String socket = proc.link(worker, "fd/" + descriptor);
        boolean shared = socket.startsWith("socket:") && has(proc, manager, socket);
        return new Door(descriptor, socket, shared, shared && blocks(proc, worker, descriptor));
    }

    /// Whether the worker's descriptor is still the same socket.
    boolean isStill(Proc proc, int worker) {
        return proc.link(worker, "fd/" + descriptor).equals(socket);
    }

    /// Whether a connection waits there to be taken; also when we may not see that.
    boolean hasWaiting(Pidfd worker) {
        try {
            return BorrowedSocket.hasWaiting(worker, descriptor);
        } catch (LinuxException e) {
            return true;
        }
    }

    private static boolean has(Proc proc, int process, String socket) {
        String[] descriptors = new File(proc.path(process, "fd")).list();
        if (descriptors == null) {
            return false;
        }
        for (String one : descriptors) {
            if (proc.link(process, "fd/" + one).equals(socket)) {
                return true;
            }
        }
        return false;
    }

    private static boolean blocks(Proc proc, int worker, int descriptor) {
        try {
            String text = proc.text(worker, "fdinfo/" + descriptor);
            int at = text.indexOf(FLAGS) + FLAGS.length();
            int flags = Integer.parseInt(text.substring(at, text.indexOf('\n', at)).strip(), 8);
            return (flags & O_NONBLOCK) == 0;
        } catch (Unreadable | RuntimeException e) {
            return true; // It has gone, or we may not see it: EINTR does no harm either way.
        }
    }
}
