package dev.kidreaper.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/// A process that we have started (posix_spawn(3)). It has a process group of its own, default
/// signals, none blocked, and none of our descriptors but those that it is given.
///
/// @param pid its pid, which is its group's id too
/// @param process a handle to it; only we collect it, so the handle cannot mean another process
/// @param output what it writes to its standard output and standard error; without an end where it
///   writes to ours
public record Child(int pid, Pidfd process, Output output) implements AutoCloseable {
    private static final int CLOEXEC = 0x80000;
    private static final int NONBLOCK = 0x800;
    private static final int WNOHANG = 1;
    private static final int F_SETFL = 4;

    /// Where a process that is started behind a gate has its copy of the listener: below the 256
    /// descriptors that every process may have, and above what programs use by number.
    public static final int LISTENER_AT = 250;

    /// Starts a worker, whose descriptor 0 is a listening socket, as FastCGI requires.
    ///
    /// @param command its program, searched in `PATH`, and its arguments
    /// @param listening its descriptor 0
    /// @param environment its environment variables
    /// @throws LinuxException ENOENT if there is no such program, EACCES if it cannot be run
    public static Child start(
            List<String> command, StreamSocket listening, EnvironmentVariables environment)
            throws LinuxException {
        return withPipe(
                command,
                environment,
                0,
                (actions, writing) -> {
                    LibcSpawn.addDup(actions, listening.descriptor(), 0);
                    LibcSpawn.addDup(actions, writing, 1);
                    LibcSpawn.addDup(actions, writing, 2);
                    LibcSpawn.addCloseFrom(actions, 3);
                });
    }

    /// Starts a process in the foreground: it has our standard descriptors. Whatever gate there is
    /// in front of the calling thread is in front of it too.
    ///
    /// @param command its program, searched in `PATH`, and its arguments
    /// @param listener of which it gets a copy, as {@link #LISTENER_AT}; null: none
    /// @throws LinuxException ENOENT if there is no such program, EACCES if it cannot be run
    public static Child inForeground(
            List<String> command,
            @Nullable SeccompListener listener,
            EnvironmentVariables environment)
            throws LinuxException {
        try (var arena = Arena.ofConfined()) {
            int pid =
                    LibcSpawn.start(
                            arena,
                            command,
                            environment,
                            actions -> {
                                if (listener == null) {
                                    LibcSpawn.addCloseFrom(actions, 3);
                                } else {
                                    int copy = listener.descriptor();
                                    LibcSpawn.addDup(actions, copy, LISTENER_AT);
                                    closeBelow(actions);
                                }
                            });
            return new Child(pid, Pidfd.open(pid), new Output(-1));
        }
    }

    /// Starts a process that outlives us: its descriptor 0 ends when we do, or when its {@link
    /// #output} is closed. It has our standard output and standard error.
    ///
    /// @param listener of which it gets a copy, as {@link #LISTENER_AT}
    /// @throws LinuxException ENOENT if there is no such program, EACCES if it cannot be run
    public static Child outlivingUs(
            List<String> command, SeccompListener listener, EnvironmentVariables environment)
            throws LinuxException {
        return withPipe(
                command,
                environment,
                1,
                (actions, reading) -> {
                    LibcSpawn.addDup(actions, reading, 0);
                    LibcSpawn.addDup(actions, listener.descriptor(), LISTENER_AT);
                    closeBelow(actions);
                });
    }

    /// Starts a process that reads a text from its standard input, to its end. What it writes goes
    /// to our standard error.
    ///
    /// @param text of which it gets what a pipe holds, 64 KiB (pipe(7)): nobody waits for it to
    ///   read
    /// @throws LinuxException ENOENT if there is no such program, EACCES if it cannot be run
    public static Child fed(List<String> command, EnvironmentVariables environment, String text)
            throws LinuxException {
        Child child =
                withPipe(
                        command,
                        environment,
                        1,
                        (actions, reading) -> {
                            LibcSpawn.addDup(actions, reading, 0);
                            LibcSpawn.addDup(actions, 2, 1);
                            LibcSpawn.addCloseFrom(actions, 3);
                        });
        try (var arena = Arena.ofConfined()) {
            byte[] bytes = text.getBytes(UTF_8);
            MemorySegment memory = arena.allocateFrom(JAVA_BYTE, bytes);
            // A program that has ended already, or does not read, is no error of ours.
            Libc.write(child.output.descriptor(), memory.address(), bytes.length);
        }
        child.output.close();
        return child;
    }

    /// Starts a process with one end of a new pipe.
    ///
    /// @param ours which end we keep, and never wait at: 0 to read, 1 to write
    /// @param descriptors puts the actions in for its descriptors, among them the other end
    private static Child withPipe(
            List<String> command,
            EnvironmentVariables environment,
            int ours,
            ObjIntConsumer<MemorySegment> descriptors)
            throws LinuxException {
        try (var arena = Arena.ofConfined()) {
            MemorySegment pipe = arena.allocate(JAVA_INT, 2);
            Native.check("pipe2", Libc.pipe2(pipe, CLOEXEC));
            var output = new Output(pipe.getAtIndex(JAVA_INT, ours));
            int theirs = pipe.getAtIndex(JAVA_INT, 1 - ours);
            Libc.fcntl(output.descriptor(), F_SETFL, NONBLOCK);
            try {
                int pid =
                        LibcSpawn.start(
                                arena,
                                command,
                                environment,
                                actions -> descriptors.accept(actions, theirs));
                return new Child(pid, Pidfd.open(pid), output);
            } catch (LinuxException e) {
                output.close();
                throw e;
            } finally {
                Libc.close(theirs);
            }
        }
    }

    /// A manager that an earlier one of us has started, and that is no child of ours.
    public static Child adopted(int pid, Pidfd process) {
        return new Child(pid, process, new Output(-1));
    }

    /// Closes all but the standard descriptors and the listener.
    private static void closeBelow(MemorySegment actions) {
        for (int fd = 3; fd < LISTENER_AT; fd++) {
            LibcSpawn.addClose(actions, fd);
        }
        LibcSpawn.addCloseFrom(actions, LISTENER_AT + 1);
    }

    /// How a process ended.
    ///
    /// @param words for people: `exit 2`, `signal 11`
    /// @param code as a shell tells it: 128 and the signal's number where a signal ended it
    public record End(String words, int code) {
        /// It is no child of ours, or was collected before.
        public static final End UNKNOWN = new End("unknown", 1);
    }

    /// Collects the process and says how it ended. To be called once its handle says that it has
    /// ended.
    public End end() {
        try (var arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(JAVA_INT);
            if (LibcProcess.waitpid(pid, status, WNOHANG) != pid) {
                return End.UNKNOWN;
            }
            int word = status.get(JAVA_INT, 0);
            int signal = word & 0x7f;
            int code = word >> 8 & 0xff;
            return signal == 0
                    ? new End("exit " + code, code)
                    : new End("signal " + signal, 128 + signal);
        }
    }

    /// As {@link #end}, in words.
    public String collect() {
        return end().words();
    }

    @Override
    public void close() {
        output.close();
        process.close();
    }

    /// The reading end of a pipe with a child's output. For one thread.
    public static final class Output implements AutoCloseable {
        private int fd;

        Output(int fd) {
            this.fd = fd;
        }

        /// Reads into the free space of a buffer, which must have some.
        ///
        /// @return how many bytes came; 0: none are there yet; -1: no process holds the other end
        ///   any more
        public int read(IoBuffer to) {
            long got = Libc.read(fd, to.address(to.limit()), to.space());
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
}
