package dev.kidreaper.front.io;

import dev.kidreaper.linux.IoBuffer;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.StreamSocket;

/// What comes over one connection, read without asking the kernel for what is not there, and so
/// that the other side is not woken for it. For the front's thread.
/*
 * Taking bytes off a Unix socket gives their sender room to write, and the kernel wakes it for that
 * (unix_write_space), even where it only waits for bytes: each request woke its worker, and its web
 * server, once for nothing. So what comes first after we have sent something is looked at in place,
 * and taken when we send again, which wakes the other side anyway.
 */
final class SocketReader {
    private final StreamSocket socket;
    private final BufferPool bufferPool;
    private boolean mayRead;
    private boolean ending;
    private boolean first = true;
    private int left;

    SocketReader(StreamSocket socket, BufferPool bufferPool) {
        this.socket = socket;
        this.bufferPool = bufferPool;
    }

    /// What an event says.
    void note(boolean readable, boolean ends) {
        mayRead |= readable;
        ending |= ends;
    }

    /// Whether something may be there to read.
    boolean mayRead() {
        return mayRead;
    }

    /// Has it read again, for its end if for nothing else.
    void readAgain() {
        mayRead = true;
    }

    /// As {@link StreamSocket#read}. What more is to follow is to be taken at once: its sender may
    /// wait for room.
    int read(IoBuffer to) throws LinuxException {
        int space = to.space();
        int got = first && left == 0 ? look(to) : takeMore(to);
        // Less than there was room for: no more is there, but for an end that was announced.
        mayRead = got == space || (ending && got > 0);
        return got;
    }

    private int look(IoBuffer to) throws LinuxException {
        first = false;
        int got = socket.peek(to);
        left = Math.max(0, got);
        return got;
    }

    private int takeMore(IoBuffer to) throws LinuxException {
        take();
        return socket.read(to);
    }

    /// Takes what was looked at.
    ///
    /// @throws LinuxException EIO when that is not there any more: what is would pass for something
    ///   new
    void take() throws LinuxException {
        if (left == 0) {
            return;
        }
        IoBuffer scratch = bufferPool.takeLarge();
        try {
            for (; left > 0; left -= scratch.limit()) {
                scratch.clear();
                socket.take(scratch, left);
            }
        } finally {
            bufferPool.give(scratch);
        }
    }

    /// Something was sent: the other side has been woken. To be called also before the connection
    /// is closed: the other side would take bytes left here for an error.
    void sent() {
        try {
            take();
            first = true;
        } catch (LinuxException e) {
            mayRead = true; // Who reads next is told the same.
        }
    }
}
