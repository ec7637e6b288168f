package dev.kidreaper.pool.started;

import dev.kidreaper.linux.Child;
import dev.kidreaper.linux.EnvironmentVariables;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.SocketAddress;
import dev.kidreaper.linux.StreamSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A shell that waits for our end, and then, if our workers' folder is still there, starts a
/// program that ends them.
/*
 * The kernel's own last service to us, one TERM to each worker (see DeadManSwitch), is not enough:
 * who catches TERM may miss it, who ignores it stays. A second try needs somebody who lives. It
 * waits in a read on a connection of which we hold the other end, weighs less than a megabyte, and
 * is no child of ours: whoever lists our children sees workers.
 */
public final class OrphanGuard implements AutoCloseable {
    private static final Duration STARTED_WITHIN = Duration.ofSeconds(2);

    /// The shell's descriptor 0 is the connection; one that it starts in the background gets
    /// /dev/null as its own, so it is given another number.
    private static final String SCRIPT =
            """
            exec 3<&0 >/dev/null 2>&1
            (
                trap '' HUP INT
                read end <&3
                [ -e "$0/processes" ] && exec "$@" "$0" 3<&-
            ) &
            """;

    private final StreamSocket life;

    private OrphanGuard(StreamSocket life) {
        this.life = life;
    }

    /// Has that done.
    ///
    /// @param folder of the workers' sockets
    /// @param program and its words; the folder is added
    /// @param environment its variables
    /// @param refused is told why it cannot be had, a sentence
    /// @return null when it cannot be had
    public static @Nullable OrphanGuard make(
            Path folder,
            List<String> program,
            EnvironmentVariables environment,
            Consumer<String> refused) {
        try {
            return make(folder, program, environment);
        } catch (LinuxException e) {
            refused.accept(e.sentence());
        } catch (IOException e) {
            refused.accept(String.valueOf(e.getMessage()));
        }
        return null;
    }

    private static OrphanGuard make(
            Path folder, List<String> program, EnvironmentVariables environment)
            throws LinuxException, IOException {
        Path path = folder.resolve("life");
        var address = new SocketAddress.OfPath(path.toString());
        var command = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, folder.toString()));
        command.addAll(program);
        try (StreamSocket listening = StreamSocket.bound(address, true)) {
            listening.listen(1);
            try (StreamSocket theirs = StreamSocket.connected(address)) {
                theirs.letWait();
                StreamSocket life = listening.accept();
                if (life == null) {
                    throw new IOException("nobody connected to " + path);
                }
                Child shell = Child.start(command, theirs, environment);
                shell.process().awaitExit(STARTED_WITHIN);
                shell.collect();
                shell.close();
                return new OrphanGuard(life);
            }
        } finally {
            Files.deleteIfExists(path);
        }
    }

    /// It is carried out now, where there is something to do.
    @Override
    public void close() {
        life.close();
    }
}
