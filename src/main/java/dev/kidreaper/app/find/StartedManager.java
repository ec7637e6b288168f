package dev.kidreaper.app.find;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.gate.GateLedger;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RunSettings;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Stat;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.gated.GatedPools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// The manager of a `[pool.run]` as it is now, by what the daemon that started it has noted.
///
/// @param pid 0: it does not run
/// @param why it does not, a sentence
/// @param exitCode of a command that looks for it
public record StartedManager(int pid, String why, int exitCode) {
    /// Looks for it.
    ///
    /// @param controlSocket of the daemon, beside which it notes whom it has started
    public static StartedManager of(RunSettings pool, Path controlSocket) {
        var words = GatedPools.lastWords(pool.name(), controlSocket.toString(), List.of());
        try {
            var noted = GateLedger.read(words.ledger());
            if (noted.isPresent() && lives(noted.get().manager())) {
                return new StartedManager(noted.get().manager().pid(), "", ExitCode.DONE);
            }
        } catch (IOException e) {
            return new StartedManager(0, String.valueOf(e.getMessage()), ExitCode.NOT_FOUND);
        }
        String program = pool.command().getFirst();
        return isProgram(program)
                ? new StartedManager(
                        0, "its manager does not run; watch starts " + program, ExitCode.DONE)
                : new StartedManager(
                        0,
                        "there is no program " + program + ", which watch is to start",
                        ExitCode.NOT_FOUND);
    }

    private static boolean lives(ProcessId id) {
        try {
            return Stat.parse(Proc.ofMachine().text(id.pid(), "stat")).id().equals(id);
        } catch (Unreadable e) {
            return false;
        }
    }

    private static boolean isProgram(String word) {
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        return word.contains("/")
                ? isExecutable(word)
                : Arrays.stream(path.split(":", -1)).anyMatch(f -> isExecutable(f + "/" + word));
    }

    private static boolean isExecutable(String file) {
        try {
            return Files.isRegularFile(Path.of(file)) && Files.isExecutable(Path.of(file));
        } catch (InvalidPathException e) {
            return false; // No file of this machine has such a name.
        }
    }
}
