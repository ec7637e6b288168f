package dev.kidreaper.linux;

import java.lang.foreign.MemorySegment;

/// The C library's functions on files, sockets and memory, named as there. Each returns what C
/// returns; {@link Native#check} turns a negative answer into a {@link LinuxException}. What moves
/// bytes takes memory by its address, so that a request causes no allocation.
final class Libc {
    private static final CFunction GETSOCKOPT = CFunction.named("getsockopt");
    private static final CFunction GETSOCKNAME = CFunction.named("getsockname");
    private static final CFunction OPEN = CFunction.named("open");
    private static final CFunction PREAD = CFunction.named("pread");
    private static final CFunction UNLINK = CFunction.named("unlink");
    private static final CFunction CLOSE = CFunction.named("close");
    private static final CFunction FCNTL = CFunction.named("fcntl");
    private static final CFunction FLOCK = CFunction.named("flock");
    private static final CFunction POLL = CFunction.named("poll");
    private static final CFunction SOCKETPAIR = CFunction.named("socketpair");
    private static final CFunction SOCKET = CFunction.named("socket");
    private static final CFunction SENDTO = CFunction.named("sendto");
    private static final CFunction BIND = CFunction.named("bind");
    private static final CFunction CONNECT = CFunction.named("connect");
    private static final CFunction LISTEN = CFunction.named("listen");
    private static final CFunction SHUTDOWN = CFunction.named("shutdown");
    private static final CFunction SETSOCKOPT = CFunction.named("setsockopt");
    private static final CFunction GETPEERNAME = CFunction.named("getpeername");
    private static final CFunction FCHMOD = CFunction.named("fchmod");
    private static final CFunction PIPE2 = CFunction.named("pipe2");
    private static final CFunction IOCTL = CFunction.named("ioctl");
    private static final CFunction RECV = CFunction.named("recv");
    private static final CFunction SEND = CFunction.named("send");
    private static final CFunction READ = CFunction.named("read");
    private static final CFunction WRITE = CFunction.named("write");
    private static final CFunction ACCEPT4 = CFunction.named("accept4");
    private static final CFunction EPOLL_CREATE = CFunction.named("epoll_create1");
    private static final CFunction EPOLL_CTL = CFunction.named("epoll_ctl");
    private static final CFunction EPOLL_WAIT = CFunction.named("epoll_wait");
    private static final CFunction EVENTFD = CFunction.named("eventfd");
    private static final CFunction MALLOC = CFunction.named("malloc");
    private static final CFunction FREE = CFunction.named("free");

    private Libc() {}

    /// `int open(const char *path, int flags)`.
    static int open(MemorySegment path, int flags) {
        return (int) OPEN.call(path.address(), flags);
    }

    /// `ssize_t pread(int fd, void *buffer, size_t count, off_t offset)`.
    static long pread(int fd, long buffer, long count, long offset) {
        return PREAD.call(fd, buffer, count, offset);
    }

    /// `int close(int fd)`.
    static int close(int fd) {
        return (int) CLOSE.call(fd);
    }

    /// `int unlink(const char *path)`.
    static int unlink(MemorySegment path) {
        return (int) UNLINK.call(path.address());
    }

    /// `int fcntl(int fd, int command, int argument)`.
    static int fcntl(int fd, int command, int argument) {
        return (int) FCNTL.call(fd, command, argument);
    }

    /// `int fcntl(int fd, int command, struct flock *argument)`.
    static int fcntl(int fd, int command, MemorySegment argument) {
        return (int) FCNTL.call(fd, command, argument.address());
    }

    /// `int flock(int fd, int operation)`.
    static int flock(int fd, int operation) {
        return (int) FLOCK.call(fd, operation);
    }

    /// `int poll(struct pollfd *, nfds_t, int timeout_millis)`.
    static int poll(long pollfds, long count, int timeoutMillis) {
        return (int) POLL.call(pollfds, count, timeoutMillis);
    }

    /// `int socketpair(int domain, int type, int protocol, int sv[2])`.
    static int socketpair(int domain, int type, int protocol, MemorySegment pair) {
        return (int) SOCKETPAIR.call(domain, type, protocol, pair.address());
    }

    /// `int socket(int domain, int type, int protocol)`.
    static int socket(int domain, int type, int protocol) {
        return (int) SOCKET.call(domain, type, protocol);
    }

    /// `ssize_t sendto(int fd, const void *data, size_t length, int flags, const struct sockaddr
    /// *address, socklen_t length)`, without flags.
    static long sendto(
            int fd, MemorySegment data, long length, MemorySegment address, int addressLength) {
        return SENDTO.call(fd, data.address(), length, 0, address.address(), addressLength);
    }

    /// `int getsockopt(int fd, int level, int name, void *value, socklen_t *length)`.
    static int getsockopt(int fd, int level, int name, MemorySegment value, MemorySegment length) {
        return (int) GETSOCKOPT.call(fd, level, name, value.address(), length.address());
    }

    /// `int getsockname(int fd, struct sockaddr *address, socklen_t *length)`.
    static int getsockname(int fd, MemorySegment address, MemorySegment length) {
        return (int) GETSOCKNAME.call(fd, address.address(), length.address());
    }

    /// `int bind(int fd, const struct sockaddr *address, socklen_t length)`.
    static int bind(int fd, MemorySegment address, int length) {
        return (int) BIND.call(fd, address.address(), length);
    }

    /// `int connect(int fd, const struct sockaddr *address, socklen_t length)`.
    static int connect(int fd, MemorySegment address, int length) {
        return (int) CONNECT.call(fd, address.address(), length);
    }

    /// `int listen(int fd, int backlog)`.
    static int listen(int fd, int backlog) {
        return (int) LISTEN.call(fd, backlog);
    }

    /// `int shutdown(int fd, int how)`.
    static int shutdown(int fd, int how) {
        return (int) SHUTDOWN.call(fd, how);
    }

    /// `int setsockopt(int fd, int level, int name, const void *value, socklen_t length)`.
    static int setsockopt(int fd, int level, int name, MemorySegment value, int length) {
        return (int) SETSOCKOPT.call(fd, level, name, value.address(), length);
    }

    /// `int getpeername(int fd, struct sockaddr *address, socklen_t *length)`.
    static int getpeername(int fd, MemorySegment address, MemorySegment length) {
        return (int) GETPEERNAME.call(fd, address.address(), length.address());
    }

    /// `int fchmod(int fd, mode_t mode)`: the mode of the file that a Unix socket gets when it is
    /// bound, less the umask.
    static int fchmod(int fd, int mode) {
        return (int) FCHMOD.call(fd, mode);
    }

    /// `int pipe2(int fds[2], int flags)`.
    static int pipe2(MemorySegment pair, int flags) {
        return (int) PIPE2.call(pair.address(), flags);
    }

    /// `ssize_t recv(int fd, void *buffer, size_t length, int flags)`.
    static long recv(int fd, long buffer, long length, int flags) {
        return RECV.call(fd, buffer, length, flags);
    }

    /// `ssize_t send(int fd, const void *buffer, size_t length, int flags)`.
    static long send(int fd, long buffer, long length, int flags) {
        return SEND.call(fd, buffer, length, flags);
    }

    /// `ssize_t read(int fd, void *buffer, size_t count)`.
    static long read(int fd, long buffer, long count) {
        return READ.call(fd, buffer, count);
    }

    /// `ssize_t write(int fd, const void *buffer, size_t count)`.
    static long write(int fd, long buffer, long count) {
        return WRITE.call(fd, buffer, count);
    }

    /// `int accept4(int fd, struct sockaddr *, socklen_t *, int flags)`, without an address.
    static int accept4(int fd, int flags) {
        return (int) ACCEPT4.call(fd, 0, 0, flags);
    }

    /// `int ioctl(int fd, unsigned long request, void *argument)`.
    static int ioctl(int fd, long request, long argument) {
        return (int) IOCTL.call(fd, request, argument);
    }

    /// `int epoll_create1(int flags)`.
    static int epollCreate(int flags) {
        return (int) EPOLL_CREATE.call(flags);
    }

    /// `int epoll_ctl(int epoll, int operation, int fd, struct epoll_event *event)`.
    static int epollCtl(int epoll, int operation, int fd, MemorySegment event) {
        return (int) EPOLL_CTL.call(epoll, operation, fd, event.address());
    }

    /// `int epoll_wait(int epoll, struct epoll_event *events, int most, int timeout_millis)`.
    static int epollWait(int epoll, MemorySegment events, int most, int millis) {
        return (int) EPOLL_WAIT.call(epoll, events.address(), most, millis);
    }

    /// `int eventfd(unsigned int initial, int flags)`.
    static int eventfd(int initial, int flags) {
        return (int) EVENTFD.call(initial, flags);
    }

    /// `void *malloc(size_t size)`.
    static long malloc(long size) {
        return MALLOC.call(size);
    }

    /// `void free(void *memory)`.
    static void free(long memory) {
        FREE.call(memory);
    }
}
