package dev.kidreaper.linux;

/// The end of a pipe at which a child's output comes out. For one thread.
public final class ChildOutput implements AutoCloseable {
    private int fd;

    ChildOutput(int fd) {
        this.fd = fd;
    }

    /// Reads into the space of a buffer, which must have some.
    ///
    /// @return how many bytes came; 0: none are there yet; -1: nobody holds the other end any more
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

    /// Closes it, once.
    @Override
    public void close() {
        if (fd >= 0) {
            Libc.close(fd);
            fd = -1;
        }
    }
}
