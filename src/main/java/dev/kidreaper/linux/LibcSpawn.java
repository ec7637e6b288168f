package dev.kidreaper.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.Charset;
import java.util.List;
import java.util.function.Consumer;

/// The C library's functions that start a process, named as there. Unlike others, they return the
/// error number itself.
final class LibcSpawn {
    private static final CFunction SPAWN = CFunction.named("posix_spawnp");
    private static final CFunction ADD_DUP = CFunction.named("posix_spawn_file_actions_adddup2");
    private static final CFunction ADD_CLOSE = CFunction.named("posix_spawn_file_actions_addclose");
    private static final CFunction ADD_CLOSE_FROM =
            CFunction.named("posix_spawn_file_actions_addclosefrom_np");
    private static final CFunction SET_FLAGS = CFunction.named("posix_spawnattr_setflags");

    /// Larger than glibc's `posix_spawn_file_actions_t`, `posix_spawnattr_t` and `sigset_t`.
    private static final int OPAQUE_BYTES = 512;

    private static final short SETPGROUP = 2;
    private static final short SETSIGDEF = 4;
    private static final short SETSIGMASK = 8;

    private LibcSpawn() {}

    /// Starts a process with a group of its own, default signals and none blocked.
    ///
    /// @param descriptors puts in what is done with its descriptors
    /// @return its pid
    /// @throws LinuxException ENOENT if there is no such program, EACCES if it cannot be run
    static int start(
            Arena arena,
            List<String> command,
            EnvironmentVariables environment,
            Consumer<MemorySegment> descriptors)
            throws LinuxException {
        MemorySegment actions = initialised(arena, Functions.ACTIONS_INIT);
        MemorySegment attributes = initialised(arena, Functions.ATTRIBUTES_INIT);
        MemorySegment pid = arena.allocate(JAVA_INT);
        try {
            descriptors.accept(actions);
            setFlags(attributes, (short) (SETPGROUP | SETSIGDEF | SETSIGMASK));
            MemorySegment all = initialised(arena, Functions.FILL);
            set(Functions.SET_DEFAULT, attributes, all);
            set(Functions.SET_MASK, attributes, initialised(arena, Functions.EMPTY));
            int error =
                    spawn(
                            pid,
                            arena.allocateFrom(command.getFirst()),
                            actions,
                            attributes,
                            strings(arena, command, UTF_8),
                            strings(arena, environment.all(), EnvironmentVariables.BYTES));
            if (error != 0) {
                throw new LinuxException(command.getFirst(), error);
            }
            OwnMemory.restoreOomScore(pid.get(JAVA_INT, 0));
            return pid.get(JAVA_INT, 0);
        } finally {
            on(Functions.ACTIONS_DESTROY, actions);
            on(Functions.ATTRIBUTES_DESTROY, attributes);
        }
    }

    /// Memory for an object of the C library, initialised.
    static MemorySegment initialised(Arena arena, CFunction initialise) {
        MemorySegment memory = arena.allocate(OPAQUE_BYTES, 16);
        on(initialise, memory);
        return memory;
    }

    /// A `char *const[]`, ended by a null pointer.
    static MemorySegment strings(Arena arena, List<String> texts, Charset how) {
        MemorySegment array = arena.allocate(ADDRESS, texts.size() + 1L);
        for (int i = 0; i < texts.size(); i++) {
            array.setAtIndex(ADDRESS, i, arena.allocateFrom(texts.get(i), how));
        }
        return array;
    }

    /// `int posix_spawnp(pid_t *, const char *file, const posix_spawn_file_actions_t *, const
    /// posix_spawnattr_t *, char *const argv[], char *const envp[])`.
    static int spawn(
            MemorySegment pid,
            MemorySegment file,
            MemorySegment actions,
            MemorySegment attributes,
            MemorySegment words,
            MemorySegment environment) {
        return (int)
                SPAWN.call(
                        pid.address(),
                        file.address(),
                        actions.address(),
                        attributes.address(),
                        words.address(),
                        environment.address());
    }

    /// A function of one pointer, such as `posix_spawnattr_init`.
    static int on(CFunction function, MemorySegment it) {
        return (int) function.call(it.address());
    }

    /// `posix_spawn_file_actions_adddup2(actions, from, to)`.
    static int addDup(MemorySegment actions, int from, int to) {
        return (int) ADD_DUP.call(actions.address(), from, to);
    }

    /// `posix_spawn_file_actions_addclose(actions, descriptor)`. One that is not open is no error.
    static int addClose(MemorySegment actions, int descriptor) {
        return (int) ADD_CLOSE.call(actions.address(), descriptor);
    }

    /// `posix_spawn_file_actions_addclosefrom_np(actions, from)` (glibc 2.34).
    static int addCloseFrom(MemorySegment actions, int from) {
        return (int) ADD_CLOSE_FROM.call(actions.address(), from);
    }

    /// `posix_spawnattr_setflags(attributes, flags)`.
    static int setFlags(MemorySegment attributes, short flags) {
        return (int) SET_FLAGS.call(attributes.address(), flags);
    }

    /// A function of two pointers, such as `posix_spawnattr_setsigmask`.
    static int set(CFunction function, MemorySegment attributes, MemorySegment signals) {
        return (int) function.call(attributes.address(), signals.address());
    }

    /// The functions that {@link #on} and {@link #set} call.
    static final class Functions {
        static final CFunction ACTIONS_INIT = CFunction.named("posix_spawn_file_actions_init");
        static final CFunction ACTIONS_DESTROY =
                CFunction.named("posix_spawn_file_actions_destroy");
        static final CFunction ATTRIBUTES_INIT = CFunction.named("posix_spawnattr_init");
        static final CFunction ATTRIBUTES_DESTROY = CFunction.named("posix_spawnattr_destroy");
        static final CFunction FILL = CFunction.named("sigfillset");
        static final CFunction EMPTY = CFunction.named("sigemptyset");
        static final CFunction SET_MASK = CFunction.named("posix_spawnattr_setsigmask");
        static final CFunction SET_DEFAULT = CFunction.named("posix_spawnattr_setsigdefault");

        private Functions() {}
    }
}
