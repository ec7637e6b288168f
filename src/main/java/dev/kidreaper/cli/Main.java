package dev.kidreaper.cli;

import dev.kidreaper.app.ExitCode;

/// The program's entry.
public final class Main {
    private Main() {}

    /// Runs one command line and ends with its exit code.
    public static void main(String[] args) {
        int code = run(args);
        if (code != ExitCode.DONE) {
            System.exit(code); // Only after a failure: it starts the JDK's logging first.
        }
    }

    /// Runs one command line.
    ///
    /// @return its exit code
    static int run(String[] args) {
        try {
            return perform(args);
        } catch (OutOfMemoryError e) {
            System.err.println(
                    "kidreaper: there is more to read than fits into its memory: "
                            + e.getMessage());
            return ExitCode.FAILED;
        }
    }

    private static int perform(String[] args) {
        // Cron calls the 2007 interface: it starts without the parser of the other commands.
        return OneShot.isMeant(args) ? OneShot.run(args, System.err) : Commands.run(args);
    }
}
