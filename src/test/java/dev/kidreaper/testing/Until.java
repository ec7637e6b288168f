package dev.kidreaper.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/// Waits for something to become true, but not for ever.
public final class Until {
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private Until() {}

    /// Looks until it is true.
    ///
    /// @param what a sentence for the failure when it does not become true in time
    public static void isTrue(Duration longest, String what, Callable<Boolean> condition) {
        long end = System.nanoTime() + longest.toNanos();
        while (!call(condition)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within %s: %s".formatted(longest, what));
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }

    private static boolean call(Callable<Boolean> condition) {
        try {
            return condition.call();
        } catch (Exception e) {
            throw new AssertionError("could not look", e);
        }
    }
}
