package dev.kidreaper.app;

import java.time.Duration;

/// The end of a daemon that was told to stop, whatever one of its threads still waits for: a call
/// of the kernel's may never return.
public final class LastResort {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private LastResort() {}

    /// Ends the program soon, unless it has ended by then. To be called when all that must be
    /// written has been.
    public static void endSoon() {
        Thread.ofPlatform().name("last-resort").daemon().start(LastResort::end);
    }

    private static void end() {
        try {
            Thread.sleep(PATIENCE);
        } catch (InterruptedException e) {
            return; // Nobody interrupts it.
        }
        Runtime.getRuntime().halt(ExitCode.DONE);
    }
}
