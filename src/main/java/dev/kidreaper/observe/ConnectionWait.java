package dev.kidreaper.observe;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Tells whether a system call of a process waits for the next connection: it is on a listening
/// socket, or on descriptors of which one is. For one thread at a time.
/*
 * A program that still loads has its listening socket too, inherited from its manager, and may wait
 * for its database. So what it waits for is read: poll(2) and select(2) have it in the process's
 * memory, and the kernel tells what an epoll descriptor is for (proc_pid_fdinfo(5)).
 */
public final class ConnectionWait {
    /// As many as select(2) can take; of a longer array the first ones are read.
    private static final int MOST_DESCRIPTORS = 1024;

    private static final int POLLFD_BYTES = 8;

    /// An epoll has a line of some 60 bytes for each descriptor.
    private static final int MOST_INFO_BYTES = 1 << 16;

    /// O_NONBLOCK (include/uapi/asm-generic/fcntl.h).
    private static final int O_NONBLOCK = 04000;

    private final Proc proc;
    private final int pid;
    private final Sockets sockets;

    /// @param sockets of the same process, as of their last {@link Sockets#learn}
    public ConnectionWait(Proc proc, int pid, Sockets sockets) {
        this.proc = proc;
        this.pid = pid;
        this.sockets = sockets;
    }

    /// Whether that call waits for a connection. False if we may not see it.
    public boolean isFor(Call call) {
        return switch (call.kind()) {
            case ACCEPT -> sockets.isListening((int) call.first());
            case POLL -> isInArray(call.first(), (int) Math.min(call.second(), MOST_DESCRIPTORS));
            case SELECT -> isInSet(call.second(), (int) Math.min(call.first(), MOST_DESCRIPTORS));
            case EPOLL -> isInEpoll((int) call.first());
            default -> false;
        };
    }

    /// Whether the descriptor of a call of that process blocks it.
    public boolean blocks(Call call) {
        try {
            return (flags((int) call.first()) & O_NONBLOCK) == 0;
        } catch (Unreadable | RuntimeException e) {
            return true;
        }
    }

    private int flags(int descriptor) throws Unreadable {
        String text = proc.head(pid, "fdinfo/" + descriptor, MOST_INFO_BYTES);
        int at = text.indexOf("flags:") + "flags:".length();
        return Integer.parseInt(text.substring(at, text.indexOf('\n', at)).strip(), 8);
    }

    /// `struct pollfd` begins with the descriptor.
    private boolean isInArray(long address, int count) {
        ByteBuffer array = memory(address, count * POLLFD_BYTES);
        for (int at = 0; at + POLLFD_BYTES <= array.limit(); at += POLLFD_BYTES) {
            if (sockets.isListening(array.getInt(at))) {
                return true;
            }
        }
        return false;
    }

    /// An `fd_set` has a bit for each descriptor.
    private boolean isInSet(long address, int count) {
        ByteBuffer set = memory(address, (count + 63) / 64 * 8);
        for (int descriptor = 0; descriptor < count && descriptor / 8 < set.limit(); descriptor++) {
            if ((set.get(descriptor / 8) >>> descriptor % 8 & 1) != 0
                    && sockets.isListening(descriptor)) {
                return true;
            }
        }
        return false;
    }

    /// One line for each descriptor: `tfd: 5 events: 19 data: ...`.
    private boolean isInEpoll(int epoll) {
        try {
            for (String line : proc.head(pid, "fdinfo/" + epoll, MOST_INFO_BYTES).split("\n", -1)) {
                if (line.startsWith("tfd:")) {
                    int end = line.indexOf(" events:");
                    String number = line.substring("tfd:".length(), Math.max(4, end)).strip();
                    if (sockets.isListening(Integer.parseInt(number))) {
                        return true;
                    }
                }
            }
        } catch (Unreadable | RuntimeException e) {
            return false;
        }
        return false;
    }

    /// What the process has at an address; empty if that cannot be read.
    private ByteBuffer memory(long address, int length) {
        var bytes = new byte[Math.max(0, length)];
        if (address > 0 && length > 0) {
            try (var memory = new RandomAccessFile(proc.path(pid, "mem"), "r")) {
                memory.seek(address);
                int read = memory.read(bytes);
                return ByteBuffer.wrap(bytes, 0, Math.max(0, read)).order(ByteOrder.nativeOrder());
            } catch (IOException e) {
                return ByteBuffer.allocate(0);
            }
        }
        return ByteBuffer.allocate(0);
    }
}
