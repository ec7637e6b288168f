package dev.kidreaper.app;

import java.time.Duration;

/// Keeps the heap of a program that runs for months near what lives in it.
/*
 * The serial collector looks into the old generation only when the heap has reached its limit:
 * until then it lets that grow. What a tick publishes of a thousand workers lives just long enough
 * to get there, so the daemon grew by 3 MiB a minute, to its limit. A whole collection takes some
 * 20 ms.
 */
public final class HeapCare {
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final long WORTH_IT = 4L << 20;

    private HeapCare() {}

    /// Begins, on a thread of its own: does what is to be done once the start is over, then looks
    /// once a minute, and has all garbage collected where there may be 4 MiB of it.
    ///
    /// @param settled when the start is over
    public static void begin(Duration settled, Runnable afterStart) {
        Thread.ofPlatform().name("memory").daemon().start(() -> takeCare(settled, afterStart));
    }

    private static void takeCare(Duration settled, Runnable afterStart) {
        try {
            Thread.sleep(settled);
            afterStart.run();
            long lived = used();
            while (true) {
                Thread.sleep(EVERY);
                if (used() - lived >= WORTH_IT) {
                    System.gc();
                    lived = used();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
