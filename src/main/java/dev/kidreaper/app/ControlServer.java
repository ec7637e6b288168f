package dev.kidreaper.app;

import dev.kidreaper.linux.IoBuffer;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.StreamSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Takes the daemon's commands on a socket that only its own user may open. A command is one line
/// of words, its answer is text until the connection ends.
final class ControlServer implements AutoCloseable {
    private static final int LONGEST_COMMAND = 1024;
    private static final int MOST_CONNECTIONS = 16;
    private static final int LONGEST_SECONDS = 10;

    private final SocketFile file;
    private final Function<String, String> commands;
    private final Semaphore free = new Semaphore(MOST_CONNECTIONS);
    private final Set<StreamSocket> served = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService alarm =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("control-deadline").daemon().factory());
    private volatile boolean closed;

    private ControlServer(SocketFile file, Function<String, String> commands) {
        this.file = file;
        this.commands = commands;
    }

    /// Opens one.
    ///
    /// @param commands answers a command
    /// @throws OperatorError when another daemon answers there, or something else is there
    static ControlServer open(Path socket, Function<String, String> commands)
            throws IOException, LinuxException, OperatorError {
        makeFolder(socket.toAbsolutePath().getParent());
        SocketFile file = SocketFile.listen(socket.toString());
        file.socket().letWait();
        var control = new ControlServer(file, commands);
        Thread.ofPlatform().name("control").daemon().start(control::accept);
        return control;
    }

    private static void makeFolder(@Nullable Path folder) throws IOException {
        if (folder == null || Files.isDirectory(folder)) {
            return;
        }
        try {
            var mode = PosixFilePermissions.fromString("rwx------");
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(mode));
        } catch (FileSystemException e) {
            // That it is not there is told when the socket is to be made in it. If the folder above
            // is missing too, the name is rather mistyped.
            return;
        }
    }

    private void accept() {
        while (!closed) {
            try {
                StreamSocket client = file.socket().accept();
                if (client != null && free.tryAcquire()) {
                    begin(client);
                } else if (client != null) {
                    client.close();
                }
            } catch (LinuxException e) {
                sleep(); // Out of descriptors, say: the next one may fare better.
            }
        }
        file.socket().close();
    }

    private void begin(StreamSocket client) {
        try {
            Thread.ofPlatform()
                    .name("control-caller")
                    .daemon()
                    .uncaughtExceptionHandler(CrashHandler::ofOneCaller)
                    .start(() -> serve(client));
        } catch (OutOfMemoryError e) {
            client.close(); // There is no thread to be had now: the next one may fare better.
            free.release();
        }
    }

    private void serve(StreamSocket client) {
        served.add(client);
        var bell = alarm.schedule(() -> giveUp(client), LONGEST_SECONDS, TimeUnit.SECONDS);
        try (var line = new IoBuffer(LONGEST_COMMAND)) {
            client.letWait();
            boolean more = true;
            while (more && line.space() > 0 && !isWhole(line)) {
                more = client.read(line) >= 0;
            }
            var bytes = new byte[line.limit()];
            line.copy(0, bytes, 0, bytes.length);
            String command = new String(bytes, StandardCharsets.UTF_8).strip();
            String said = commands.apply(command);
            // No answer at all means that we have gone.
            answer(client, (said.isEmpty() ? "\n" : said).getBytes(StandardCharsets.UTF_8));
        } catch (LinuxException e) {
            return; // Whoever asked has gone.
        } finally {
            bell.cancel(false);
            synchronized (client) {
                served.remove(client);
                client.close();
            }
            free.release();
        }
    }

    private static boolean isWhole(IoBuffer line) {
        return line.limit() > 0 && line.at(line.limit() - 1) == '\n';
    }

    private static void answer(StreamSocket client, byte[] text) throws LinuxException {
        try (var answer = new IoBuffer(Math.max(1, text.length))) {
            answer.append(text);
            for (int at = 0; at < text.length; ) {
                at += client.write(answer, at, text.length - at);
            }
        }
    }

    /// Ends a connection that takes too long: who reads or writes there is told so.
    private void giveUp(StreamSocket client) {
        synchronized (client) {
            if (served.contains(client)) { // Else its descriptor may be another one's by now.
                client.endListening();
                client.endSending();
            }
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        file.leave();
        file.socket().endListening(); // Whoever waits for callers is told so.
    }
}
