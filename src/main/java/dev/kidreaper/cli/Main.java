package dev.kidreaper.cli;

import static dev.kidreaper.start.StartCache.State.IGNORED;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.LastResort;
import dev.kidreaper.show.DaemonStatus;
import dev.kidreaper.start.StartCache;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The program's entry.
public final class Main {
    private static final char UNKNOWN = '\uFFFD';

    /// The commands that stay, and have threads that wait.
    private static final Set<String> STAYS = Set.of("watch", "serve", "run");

    private Main() {}

    /// Runs one command line and ends with its exit code.
    public static void main(String[] args) {
        nameItself();
        if (args.length > 0 && STAYS.contains(args[0]) && StartCache.state() == IGNORED) {
            System.err.println("kidreaper: " + StartCache.sentence());
        }
        int code = run(asWritten(args));
        if (code != ExitCode.DONE) {
            System.exit(code); // Only after a failure: it starts the JDK's logging first.
        } else if (args.length > 0 && STAYS.contains(args[0])) {
            LastResort.endSoon(); // Not in a rehearsal: the JVM writes its start cache at the end.
        }
    }

    /// Has the process be called as the program is, not as the virtual machine: `ps`, `top` and
    /// `pgrep` go by that.
    public static void nameItself() {
        try {
            Files.writeString(Path.of("/proc/self/comm"), "kidreaper");
        } catch (IOException e) {
            return; // Then it is called java.
        }
    }

    /// Without a lambda: this runs at each start, and one would be made anew each time.
    private static boolean arePlain(String[] args) {
        for (String word : args) {
            if (word.indexOf(UNKNOWN) >= 0) {
                return false;
            }
        }
        return true;
    }

    /// The words as they were written. The JVM takes a byte above 0x7f for no character where the
    /// locale is POSIX's, as below cron or in a container; names of files are in UTF-8 there too.
    private static String[] asWritten(String[] args) {
        if (arePlain(args)) {
            return args;
        }
        try {
            return asWritten(args, Files.readAllBytes(Path.of("/proc/self/cmdline")));
        } catch (IOException e) {
            return args; // They are refused then, since no file is called so.
        }
    }

    /// @param commandLine all words, each ended by a zero byte, of which these are the last
    static String[] asWritten(String[] args, byte[] commandLine) {
        String[] all = new String(commandLine, StandardCharsets.UTF_8).split("\0", -1);
        int ours = all.length - 1 - args.length;
        return ours < 0 ? args : Arrays.copyOfRange(all, ours, ours + args.length);
    }

    /// Runs one command line.
    ///
    /// @return its exit code
    public static int run(String[] args) {
        try {
            int code = perform(args);
            return System.out.checkError() && code == ExitCode.DONE ? outputLost() : code;
        } catch (OutOfMemoryError e) {
            System.err.println(
                    "kidreaper: there is more to read than fits into its memory: "
                            + e.getMessage());
            return ExitCode.FAILED;
        }
    }

    /// An answer that nobody got is a failure. Of a reader that has gone, as `head` does, nothing
    /// is said.
    private static int outputLost() {
        try {
            if (!Files.readSymbolicLink(Path.of("/proc/self/fd/1"))
                    .toString()
                    .startsWith("pipe:")) {
                System.err.println(
                        "kidreaper: cannot write to standard output: the answer is lost");
            }
        } catch (IOException e) {
            System.err.println("kidreaper: standard output is closed: the answer is lost");
        }
        return ExitCode.FAILED;
    }

    /// The program and its version, from the jar's manifest; then its build and its start.
    static String version() {
        return """
        kidreaper %s
        commit %s, JDK %s
        %s\
        """
                .formatted(
                        number(),
                        StartCache.commit(),
                        System.getProperty("java.runtime.version"),
                        StartCache.sentence());
    }

    private static String number() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }

    /// What a daemon tells of itself.
    ///
    /// @param config its configuration; null: it has none
    static DaemonStatus.Program program(String command, @Nullable String config) {
        long pid = ProcessHandle.current().pid();
        return new DaemonStatus.Program(number(), command, pid, Instant.now(), config);
    }

    private static int perform(String[] args) {
        if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
            System.out.println(version());
            return ExitCode.DONE;
        }
        // Cron calls the 2007 interface: it starts without the parser of the other commands.
        if (OneShot.isMeant(args)) {
            return OneShot.run(args, System.err);
        }
        PlainWords plain = PlainWords.of(args);
        return plain == null ? Commands.run(args) : plain.run();
    }
}
