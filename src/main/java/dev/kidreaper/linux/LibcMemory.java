package dev.kidreaper.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/// The C library's functions on memory, named as there: see {@link Libc}.
final class LibcMemory {
    private LibcMemory() {}

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

    private static final class Malloc {
        static final MethodHandle HANDLE =
                Native.link("malloc", -1, FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
    }

    private static final class Free {
        static final MethodHandle HANDLE =
                Native.link("free", -1, FunctionDescriptor.ofVoid(JAVA_LONG));
    }
}
