package dev.kidreaper.cli;

import java.io.OutputStream;
import java.io.PrintStream;

/// Runs the commands once on ourselves, signalling nobody, so that the JVM can remember what it
/// loaded and linked for them (its ahead-of-time cache). Called by the launcher after a build.
public final class Rehearsal {
    private Rehearsal() {}

    /// Rehearses.
    ///
    /// @param args `oneshot` for the interface of 2007 alone, anything else for the other commands
    public static void main(String[] args) {
        String self = Long.toString(ProcessHandle.current().pid());
        if (args[0].equals("oneshot")) {
            run(self, "1099511627776");
            return;
        }
        var out = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        for (int i = 0; i < 3; i++) {
            run("ps", "--pid", self);
            run("ps", "--pid", self, "--json");
            run("reap", "--pid", self, "--limit", "1T", "--json", "--signal", "TERM");
            run("restart", "--help");
        }
        System.setOut(out);
    }

    private static void run(String... args) {
        int code = Main.run(args);
        if (code != ExitCode.DONE) {
            throw new IllegalStateException("[BUG] rehearsal of " + String.join(" ", args));
        }
    }
}
