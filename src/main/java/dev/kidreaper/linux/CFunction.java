package dev.kidreaper.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// A function of the C library whose arguments, and whose answer if it has one, are whole numbers
/// and addresses. Memory that is passed by its address must live until the call has returned.
///
/// @param address where it is
/*
 * All are called by one shape: six words go in, one comes back. On x86-64 and on arm64 each such
 * argument has a register of its own; a function looks at as many of them, and at as much of each,
 * as it takes. Of an `int` that comes back only the lower half is meant: callers cast.
 *
 * The JVM makes classes for each shape at run time, which no start cache can hold: those of 26
 * shapes took half of the processor time of a daemon's start (docs/decisions/0005-syscall.md).
 */
record CFunction(MemorySegment address) {
    private static final MethodHandle CALL =
            Linker.nativeLinker()
                    .downcallHandle(
                            FunctionDescriptor.of(
                                    JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                                    JAVA_LONG, JAVA_LONG),
                            Linker.Option.captureCallState("errno"));

    static CFunction named(String name) {
        return new CFunction(Linker.nativeLinker().defaultLookup().findOrThrow(name));
    }

    /// Calls it. Arguments that it does not take are 0.
    ///
    /// @return its answer; its error is in {@link Native#errno}
    long call(long a, long b, long c, long d, long e, long f) {
        try {
            return (long) CALL.invokeExact(address, Native.captured(), a, b, c, d, e, f);
        } catch (Throwable thrown) {
            throw new IllegalStateException(
                    "[BUG] a C function was called by a wrong shape", thrown);
        }
    }

    long call(long a, long b, long c, long d, long e) {
        return call(a, b, c, d, e, 0);
    }

    long call(long a, long b, long c, long d) {
        return call(a, b, c, d, 0, 0);
    }

    long call(long a, long b, long c) {
        return call(a, b, c, 0, 0, 0);
    }

    long call(long a, long b) {
        return call(a, b, 0, 0, 0, 0);
    }

    long call(long a) {
        return call(a, 0, 0, 0, 0, 0);
    }
}
