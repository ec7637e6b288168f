package dev.kidreaper.app;

import dev.kidreaper.model.LogWord;

/// Ends the program when a thread of it dies, since what that thread did is done no more: whoever
/// starts it again finds all as after `kill -9`, for which everything is prepared.
final class CrashHandler {
    private CrashHandler() {}

    /// Holds for every thread but those that serve one caller, of which more can come.
    ///
    /// @param log is told
    static void endsAll(LogQueue log) {
        Thread.setDefaultUncaughtExceptionHandler((thread, of) -> {
            try {
                log.sayPlainly(line(thread, of));
            } finally {
                if (!thread.isVirtual()) {
                    end(log);
                }
            }
        });
    }

    /// Holds for a thread of the kernel's that serves one caller.
    static void ofOneCaller(Thread thread, Throwable of) {
        System.err.println(line(thread, of));
    }

    private static String line(Thread thread, Throwable of) {
        return "event=died thread=%s why=%s"
                .formatted(LogWord.of(thread.getName()), LogWord.of(LogWord.bug(of)));
    }

    private static void end(LogQueue log) {
        try {
            log.flush();
        } finally {
            Runtime.getRuntime().halt(ExitCode.FAILED);
        }
    }
}
