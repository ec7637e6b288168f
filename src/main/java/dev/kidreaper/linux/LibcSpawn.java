package dev.kidreaper.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.Charset;
import java.util.List;
import java.util.function.Consumer;

/// The C library's functions that start a process, named as there. Unlike others, they return the
/// error number itself.
final class LibcSpawn {
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
    static MemorySegment initialised(Arena arena, MethodHandle initialise) {
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
        try {
            return (int)
                    Spawn.HANDLE.invokeExact(
                            Native.captured(), pid, file, actions, attributes, words, environment);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// A function of one pointer, such as `posix_spawnattr_init`.
    static int on(MethodHandle function, MemorySegment it) {
        try {
            return (int) function.invokeExact(Native.captured(), it);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `posix_spawn_file_actions_adddup2(actions, from, to)`.
    static int addDup(MemorySegment actions, int from, int to) {
        try {
            return (int) AddDup.HANDLE.invokeExact(Native.captured(), actions, from, to);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `posix_spawn_file_actions_addclose(actions, descriptor)`. One that is not open is no error.
    static int addClose(MemorySegment actions, int descriptor) {
        try {
            return (int) AddClose.HANDLE.invokeExact(Native.captured(), actions, descriptor);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `posix_spawn_file_actions_addclosefrom_np(actions, from)` (glibc 2.34).
    static int addCloseFrom(MemorySegment actions, int from) {
        try {
            return (int) AddCloseFrom.HANDLE.invokeExact(Native.captured(), actions, from);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `posix_spawnattr_setflags(attributes, flags)`.
    static int setFlags(MemorySegment attributes, short flags) {
        try {
            return (int) SetFlags.HANDLE.invokeExact(Native.captured(), attributes, flags);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// A function of two pointers, such as `posix_spawnattr_setsigmask`.
    static int set(MethodHandle function, MemorySegment attributes, MemorySegment signals) {
        try {
            return (int) function.invokeExact(Native.captured(), attributes, signals);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    private static MethodHandle onPointer(String name) {
        return Native.link(name, -1, FunctionDescriptor.of(JAVA_INT, ADDRESS));
    }

    private static MethodHandle onTwo(String name) {
        return Native.link(name, -1, FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    }

    /// The functions that {@link #on} and {@link #set} call.
    static final class Functions {
        static final MethodHandle ACTIONS_INIT = onPointer("posix_spawn_file_actions_init");
        static final MethodHandle ACTIONS_DESTROY = onPointer("posix_spawn_file_actions_destroy");
        static final MethodHandle ATTRIBUTES_INIT = onPointer("posix_spawnattr_init");
        static final MethodHandle ATTRIBUTES_DESTROY = onPointer("posix_spawnattr_destroy");
        static final MethodHandle FILL = onPointer("sigfillset");
        static final MethodHandle EMPTY = onPointer("sigemptyset");
        static final MethodHandle SET_MASK = onTwo("posix_spawnattr_setsigmask");
        static final MethodHandle SET_DEFAULT = onTwo("posix_spawnattr_setsigdefault");

        private Functions() {}
    }

    private static final class Spawn {
        static final MethodHandle HANDLE =
                Native.link(
                        "posix_spawnp",
                        -1,
                        FunctionDescriptor.of(
                                JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    }

    private static final class AddDup {
        static final MethodHandle HANDLE =
                Native.link(
                        "posix_spawn_file_actions_adddup2",
                        -1,
                        FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    }

    private static final class AddClose {
        static final MethodHandle HANDLE =
                Native.link(
                        "posix_spawn_file_actions_addclose",
                        -1,
                        FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    }

    private static final class AddCloseFrom {
        static final MethodHandle HANDLE =
                Native.link(
                        "posix_spawn_file_actions_addclosefrom_np",
                        -1,
                        FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    }

    private static final class SetFlags {
        static final MethodHandle HANDLE =
                Native.link(
                        "posix_spawnattr_setflags",
                        -1,
                        FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_SHORT));
    }
}
