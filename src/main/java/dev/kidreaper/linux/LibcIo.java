package dev.kidreaper.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The C library's functions that move bytes, wait for them and have the memory for them, named as
/// there: see {@link Libc}. Memory is passed by its address, so that a request causes no
/// allocation.
final class LibcIo {
    private LibcIo() {}

    /// `ssize_t recv(int fd, void *buffer, size_t length, int flags)`.
    static long recv(int fd, long buffer, long length, int flags) {
        try {
            return (long) Recv.HANDLE.invokeExact(Native.captured(), fd, buffer, length, flags);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `ssize_t send(int fd, const void *buffer, size_t length, int flags)`.
    static long send(int fd, long buffer, long length, int flags) {
        try {
            return (long) Send.HANDLE.invokeExact(Native.captured(), fd, buffer, length, flags);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `ssize_t read(int fd, void *buffer, size_t count)`.
    static long read(int fd, long buffer, long count) {
        try {
            return (long) Read.HANDLE.invokeExact(Native.captured(), fd, buffer, count);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `ssize_t write(int fd, const void *buffer, size_t count)`.
    static long write(int fd, long buffer, long count) {
        try {
            return (long) Write.HANDLE.invokeExact(Native.captured(), fd, buffer, count);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `int accept4(int fd, struct sockaddr *, socklen_t *, int flags)`, without an address.
    static int accept4(int fd, int flags) {
        try {
            return (int) Accept4.HANDLE.invokeExact(Native.captured(), fd, 0L, 0L, flags);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `int ioctl(int fd, unsigned long request, void *argument)`.
    static int ioctl(int fd, long request, long argument) {
        try {
            return (int) Ioctl.HANDLE.invokeExact(Native.captured(), fd, request, argument);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `int epoll_create1(int flags)`.
    static int epollCreate(int flags) {
        try {
            return (int) EpollCreate.HANDLE.invokeExact(Native.captured(), flags);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `int epoll_ctl(int epoll, int operation, int fd, struct epoll_event *event)`.
    static int epollCtl(int epoll, int operation, int fd, MemorySegment event) {
        try {
            return (int)
                    EpollCtl.HANDLE.invokeExact(Native.captured(), epoll, operation, fd, event);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `int epoll_wait(int epoll, struct epoll_event *events, int most, int timeout_millis)`.
    static int epollWait(int epoll, MemorySegment events, int most, int millis) {
        try {
            return (int)
                    EpollWait.HANDLE.invokeExact(Native.captured(), epoll, events, most, millis);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `int eventfd(unsigned int initial, int flags)`.
    static int eventfd(int initial, int flags) {
        try {
            return (int) Eventfd.HANDLE.invokeExact(Native.captured(), initial, flags);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `void *malloc(size_t size)`.
    static long malloc(long size) {
        try {
            return (long) Malloc.HANDLE.invokeExact(Native.captured(), size);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `void free(void *memory)`.
    static void free(long memory) {
        try {
            Free.HANDLE.invokeExact(Native.captured(), memory);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    private static final FunctionDescriptor FOUR =
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final FunctionDescriptor THREE =
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);

    private static final class Ioctl {
        static final MethodHandle HANDLE =
                Native.link(
                        "ioctl",
                        2,
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
    }

    private static final class Recv {
        static final MethodHandle HANDLE = Native.link("recv", -1, FOUR);
    }

    private static final class Send {
        static final MethodHandle HANDLE = Native.link("send", -1, FOUR);
    }

    private static final class Read {
        static final MethodHandle HANDLE = Native.link("read", -1, THREE);
    }

    private static final class Write {
        static final MethodHandle HANDLE = Native.link("write", -1, THREE);
    }

    private static final class Accept4 {
        static final MethodHandle HANDLE =
                Native.link(
                        "accept4",
                        -1,
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    }

    private static final class EpollCreate {
        static final MethodHandle HANDLE =
                Native.link("epoll_create1", -1, FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    }

    private static final class EpollCtl {
        static final MethodHandle HANDLE =
                Native.link(
                        "epoll_ctl",
                        -1,
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    }

    private static final class EpollWait {
        static final MethodHandle HANDLE =
                Native.link(
                        "epoll_wait",
                        -1,
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    }

    private static final class Eventfd {
        static final MethodHandle HANDLE =
                Native.link("eventfd", -1, FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    }

    private static final class Malloc {
        static final MethodHandle HANDLE =
                Native.link("malloc", -1, FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
    }

    private static final class Free {
        static final MethodHandle HANDLE =
                Native.link("free", -1, FunctionDescriptor.ofVoid(JAVA_LONG));
    }
}
