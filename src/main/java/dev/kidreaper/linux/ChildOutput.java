package dev.kidreaper.linux;

/// The reading end of a pipe with a child's output. For one thread.
public final class ChildOutput implements AutoCloseable {
    private int fd;

    ChildOutput(int fd) {
        this.fd = fd;
    }

    /// Reads into the free space of a buffer, which must have some.
    ///
    /// @return how many bytes came; 0: none are there yet; -1: no process holds the other end any
    ///   more
    public int read(IoBuffer to) {
        long got = LibcIo.read(fd, to.address(to.limit()), to.space());
        if (got > 0) {
            to.filled((int) got);
            return (int) got;
        }
        boolean later = got < 0 && Native.errno() == Errno.EWOULDBLOCK;
        return later ? 0 : -1;
    }

    int descriptor() {
        return fd;
    }

    /// Closes the pipe. A second call does nothing.
    @Override
    public void close() {
        if (fd >= 0) {
            Libc.close(fd);
            fd = -1;
        }
    }
}
