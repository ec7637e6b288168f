package dev.kidreaper.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A counter of the connections that a thread accepts, and all that it starts meanwhile. The kernel
/// counts (perf_event_open(2)); nobody is stopped. For one thread at a time.
/*
 * It counts returns from `accept` and `accept4` that are no error, by their tracepoints
 * (CONFIG_FTRACE_SYSCALLS). While one such counter is open, each system call on the machine takes
 * the kernel's longer way: some 50 ns more (docs/decisions/0056-each-connection.md).
 */
public final class AcceptCounter implements AutoCloseable {
    private static final int TRACEPOINT = 2;

    /// PERF_ATTR_SIZE_VER0: the first 64 bytes of `struct perf_event_attr` are enough.
    private static final int ATTRIBUTES = 64;

    private static final int SIZE_AT = 4;
    private static final int CONFIG_AT = 8;
    private static final int FLAGS_AT = 40;

    /// The second bit: threads that are started later count too.
    private static final long INHERIT = 2;

    private static final int ANY = -1;

    /// PERF_FLAG_FD_CLOEXEC.
    private static final long CLOEXEC = 8;

    /// `_IOW('$', 6, char *)`.
    private static final long SET_FILTER = 0x40082406L;

    private static final String[] FOLDERS = {"/sys/kernel/tracing", "/sys/kernel/debug/tracing"};
    private static final String[] CALLS = {"accept", "accept4"};

    private final int[] descriptors;
    private final MemorySegment value = Arena.ofAuto().allocate(JAVA_LONG);

    private AcceptCounter(int[] descriptors) {
        this.descriptors = descriptors;
    }

    /// Begins to count.
    ///
    /// @param thread its id
    /// @throws LinuxException ENOENT if the kernel has no such tracepoints, or tracefs is not
    ///   mounted or not for us; EACCES without CAP_PERFMON; ESRCH if the thread has gone
    public static AcceptCounter of(int thread) throws LinuxException {
        var descriptors = new int[CALLS.length];
        int open = 0;
        try {
            for (; open < CALLS.length; open++) {
                descriptors[open] = open(thread, number(CALLS[open]));
            }
            return new AcceptCounter(descriptors);
        } catch (LinuxException e) {
            for (int i = 0; i < open; i++) {
                Libc.close(descriptors[i]);
            }
            throw e;
        }
    }

    private static int open(int thread, long tracepoint) throws LinuxException {
        try (var arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(ATTRIBUTES, 8);
            attributes.set(JAVA_INT, 0, TRACEPOINT);
            attributes.set(JAVA_INT, SIZE_AT, ATTRIBUTES);
            attributes.set(JAVA_LONG, CONFIG_AT, tracepoint);
            attributes.set(JAVA_LONG, FLAGS_AT, INHERIT);
            long number = Native.Machine.THIS.perfEventOpen();
            int fd =
                    Native.check(
                            "perf_event_open",
                            LibcProcess.syscall(
                                    number, attributes.address(), thread, ANY, ANY, CLOEXEC));
            MemorySegment filter = arena.allocateFrom("ret >= 0", StandardCharsets.US_ASCII);
            if (Libc.ioctl(fd, SET_FILTER, filter.address()) < 0) {
                var failed = new LinuxException("ioctl PERF_EVENT_IOC_SET_FILTER", Native.errno());
                Libc.close(fd);
                throw failed;
            }
            return fd;
        }
    }

    private static long number(String call) throws LinuxException {
        for (String folder : FOLDERS) {
            Path file = Path.of(folder, "events/syscalls/sys_exit_" + call, "id");
            try {
                return Long.parseLong(Files.readString(file).strip());
            } catch (IOException | NumberFormatException e) {
                // It is not mounted there, or not for us.
            }
        }
        throw new LinuxException("the tracepoint of " + call, Errno.ENOENT);
    }

    /// How many it has accepted since it is counted.
    public long count() throws LinuxException {
        long sum = 0;
        for (int fd : descriptors) {
            long read = Libc.read(fd, value.address(), Long.BYTES);
            if (read != Long.BYTES) {
                throw new LinuxException("read", read < 0 ? Native.errno() : Errno.EIO);
            }
            sum += value.get(JAVA_LONG, 0);
        }
        return sum;
    }

    @Override
    public void close() {
        for (int fd : descriptors) {
            Libc.close(fd);
        }
    }
}
