package dev.kidreaper.gate;

import dev.kidreaper.linux.Child;
import dev.kidreaper.linux.EnvironmentVariables;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.SeccompListener;
import dev.kidreaper.model.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A shell that waits for our end, and then becomes the program that lets everybody in.
/*
 * While we are dead, whoever asks at the gate waits: the manager and this shell have copies of the
 * listener. A supervisor's restart takes the gate over again (see GateLedger). Where nobody
 * restarts us, requests must go on all the same, without limits. It waits in a read of a pipe of
 * which we hold the other end, and weighs less than a megabyte.
 */
public final class LastWill implements AutoCloseable {
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(2);

    private final Child shell;

    private LastWill(Child shell) {
        this.shell = shell;
    }

    /// Has that done.
    ///
    /// @param program that lets everybody in, and its words
    /// @throws LinuxException when there is no shell, or no process may be started
    public static LastWill make(
            SeccompListener listener, List<String> program, EnvironmentVariables environment)
            throws LinuxException {
        var command =
                new ArrayList<>(List.of("/bin/sh", "-c", "read end; exec \"$@\"", "last-will"));
        command.addAll(program);
        return new LastWill(Child.outlivingUs(command, listener, environment));
    }

    /// Its process.
    public int pid() {
        return shell.pid();
    }

    /// It is not carried out: nobody is behind the gate any more.
    @Override
    public void close() {
        try {
            shell.process().signal(Signal.KILL.number());
            shell.process().awaitExit(ENDS_WITHIN);
        } catch (LinuxException e) {
            return; // It has ended before.
        } finally {
            shell.collect();
            shell.close();
        }
    }
}
