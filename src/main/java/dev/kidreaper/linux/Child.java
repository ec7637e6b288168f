package dev.kidreaper.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kidreaper.linux.LibcSpawn.Functions;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.Charset;
import java.util.List;

/// A process that we have started (posix_spawn(3)). Its descriptor 0 is a listening socket, as
/// FastCGI requires. It has a process group of its own, default signals, none blocked, and none of
/// our other descriptors.
///
/// @param pid its pid, which is its group's id too
/// @param process a handle to it; only we collect it, so the handle cannot mean another process
/// @param output what it writes to its standard output and standard error
public record Child(int pid, Pidfd process, ChildOutput output) implements AutoCloseable {
    private static final int CLOEXEC = 0x80000;
    private static final int NONBLOCK = 0x800;
    private static final short SETPGROUP = 2;
    private static final short SETSIGDEF = 4;
    private static final short SETSIGMASK = 8;
    private static final int WNOHANG = 1;
    private static final int F_SETFL = 4;

    /// Larger than glibc's `posix_spawn_file_actions_t`, `posix_spawnattr_t` and `sigset_t`.
    private static final int OPAQUE_BYTES = 512;

    /// Starts a process.
    ///
    /// @param command its program, searched in `PATH`, and its arguments
    /// @param listening its descriptor 0
    /// @param environment its environment variables
    /// @throws LinuxException ENOENT if there is no such program, EACCES if it cannot be run
    public static Child start(
            List<String> command, StreamSocket listening, EnvironmentVariables environment)
            throws LinuxException {
        try (var arena = Arena.ofConfined()) {
            MemorySegment pipe = arena.allocate(JAVA_INT, 2);
            Native.check("pipe2", LibcSocket.pipe2(pipe, CLOEXEC));
            var output = new ChildOutput(pipe.getAtIndex(JAVA_INT, 0));
            int writing = pipe.getAtIndex(JAVA_INT, 1);
            Libc.fcntl(output.descriptor(), F_SETFL, NONBLOCK);
            try {
                int pid = spawn(arena, command, listening.descriptor(), writing, environment);
                return new Child(pid, Pidfd.open(pid), output);
            } catch (LinuxException e) {
                output.close();
                throw e;
            } finally {
                Libc.close(writing);
            }
        }
    }

    private static int spawn(
            Arena arena,
            List<String> command,
            int listening,
            int writing,
            EnvironmentVariables environment)
            throws LinuxException {
        MemorySegment actions = initialised(arena, Functions.ACTIONS_INIT);
        MemorySegment attributes = initialised(arena, Functions.ATTRIBUTES_INIT);
        MemorySegment pid = arena.allocate(JAVA_INT);
        try {
            LibcSpawn.addDup(actions, listening, 0);
            LibcSpawn.addDup(actions, writing, 1);
            LibcSpawn.addDup(actions, writing, 2);
            LibcSpawn.addCloseFrom(actions, 3);
            LibcSpawn.setFlags(attributes, (short) (SETPGROUP | SETSIGDEF | SETSIGMASK));
            MemorySegment all = initialised(arena, Functions.FILL);
            LibcSpawn.set(Functions.SET_DEFAULT, attributes, all);
            LibcSpawn.set(Functions.SET_MASK, attributes, initialised(arena, Functions.EMPTY));
            int error =
                    LibcSpawn.spawn(
                            pid,
                            arena.allocateFrom(command.getFirst()),
                            actions,
                            attributes,
                            strings(arena, command, UTF_8),
                            strings(arena, environment.all(), EnvironmentVariables.BYTES));
            if (error != 0) {
                throw new LinuxException(command.getFirst(), error);
            }
            return pid.get(JAVA_INT, 0);
        } finally {
            LibcSpawn.on(Functions.ACTIONS_DESTROY, actions);
            LibcSpawn.on(Functions.ATTRIBUTES_DESTROY, attributes);
        }
    }

    private static MemorySegment initialised(Arena arena, MethodHandle initialise) {
        MemorySegment memory = arena.allocate(OPAQUE_BYTES, 16);
        LibcSpawn.on(initialise, memory);
        return memory;
    }

    /// A `char *const[]`, ended by a null pointer.
    private static MemorySegment strings(Arena arena, List<String> texts, Charset how) {
        MemorySegment array = arena.allocate(ADDRESS, texts.size() + 1L);
        for (int i = 0; i < texts.size(); i++) {
            array.setAtIndex(ADDRESS, i, arena.allocateFrom(texts.get(i), how));
        }
        return array;
    }

    /// Collects the process and says how it ended: `exit 2`, `signal 11`. To be called once its
    /// handle says that it has ended.
    public String collect() {
        try (var arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(JAVA_INT);
            if (LibcProcess.waitpid(pid, status, WNOHANG) != pid) {
                return "unknown";
            }
            int word = status.get(JAVA_INT, 0);
            int signal = word & 0x7f;
            return signal == 0 ? "exit " + ((word >> 8) & 0xff) : "signal " + signal;
        }
    }

    @Override
    public void close() {
        output.close();
        process.close();
    }
}
