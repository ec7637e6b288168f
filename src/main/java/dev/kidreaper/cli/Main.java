package dev.kidreaper.cli;

import dev.kidreaper.app.ExitCode;

/// The program's entry.
public final class Main {
    private Main() {}

    /// Runs one command line and ends with its exit code.
    public static void main(String[] args) {
        int code = run(args);
        if (code != ExitCode.DONE) {
            System.exit(code); // Not on the way of a good run: it starts the JDK's logging first.
        }
    }

    /// Runs one command line.
    ///
    /// @return its exit code
    static int run(String[] args) {
        // The interface of 2007 is what cron calls: it starts without the parser of the others.
        return OneShot.isMeant(args) ? OneShot.run(args, System.err) : Commands.run(args);
    }
}
