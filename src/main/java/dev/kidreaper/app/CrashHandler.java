package dev.kidreaper.app;

import dev.kidreaper.model.LogWord;

/// Ends the program when a thread of it dies, since what that thread did is done no more: whoever
/// starts it again finds all as after `kill -9`, for which everything is prepared.
final class CrashHandler {
    private CrashHandler() {}

    /// Holds for every thread but those that serve one caller, of which more can come.
    static void endsAll() {
        Thread.setDefaultUncaughtExceptionHandler(CrashHandler::died);
    }

    private static void died(Thread thread, Throwable of) {
        try {
            System.err.printf(
                    "event=died thread=%s why=%s%n", thread.getName(), LogWord.of(LogWord.bug(of)));
        } finally {
            if (!thread.isVirtual()) {
                Runtime.getRuntime().halt(ExitCode.FAILED);
            }
        }
    }
}
