package dev.kidreaper.app;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Takes the daemon's commands on a socket that only its own user may open. A command is one line
/// of words, its answer is JSON until the connection ends.
final class ControlServer implements AutoCloseable {
    private static final int LONGEST_COMMAND = 1024;
    private static final int MOST_CONNECTIONS = 16;
    private static final int LONGEST_SECONDS = 10;

    private final ServerSocketChannel server;
    private final Path socket;
    private final Function<String, String> commands;
    private final Semaphore free = new Semaphore(MOST_CONNECTIONS);
    private final ScheduledExecutorService alarm =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("control-deadline").daemon().factory());

    private ControlServer(
            ServerSocketChannel server, Path socket, Function<String, String> commands) {
        this.server = server;
        this.socket = socket;
        this.commands = commands;
    }

    /// Opens one.
    ///
    /// @param commands answers a command
    /// @throws IOException when another daemon answers there, or the socket cannot be made
    static ControlServer open(Path socket, Function<String, String> commands) throws IOException {
        Path folder = socket.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            var mode = PosixFilePermissions.fromString("rwx------");
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(mode));
        }
        var address = UnixDomainSocketAddress.of(socket);
        if (Files.exists(socket)) {
            if (isAnswered(address)) {
                throw new IOException("another kidreaper answers at " + socket);
            }
            Files.delete(socket); // Left behind by one that was killed.
        }
        var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(address);
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        var control = new ControlServer(server, socket, commands);
        Thread.ofPlatform().name("control").daemon().start(control::accept);
        return control;
    }

    private static boolean isAnswered(UnixDomainSocketAddress address) {
        try (var other = SocketChannel.open(address)) {
            return other.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                if (free.tryAcquire()) {
                    Thread.ofVirtual().start(() -> serve(client));
                } else {
                    client.close();
                }
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                sleep(); // Out of descriptors, say: the next one may fare better.
            }
        }
    }

    private void serve(SocketChannel client) {
        var bell = alarm.schedule(() -> close(client), LONGEST_SECONDS, TimeUnit.SECONDS);
        try (client) {
            ByteBuffer line = ByteBuffer.allocate(LONGEST_COMMAND);
            while (line.hasRemaining() && client.read(line) >= 0) {
                if (line.position() > 0 && line.get(line.position() - 1) == '\n') {
                    break;
                }
            }
            String command = new String(line.array(), 0, line.position(), StandardCharsets.UTF_8);
            var answer =
                    ByteBuffer.wrap(
                            commands.apply(command.strip()).getBytes(StandardCharsets.UTF_8));
            while (answer.hasRemaining()) {
                client.write(answer);
            }
        } catch (IOException e) {
            return; // Whoever asked has gone.
        } finally {
            bell.cancel(false);
            free.release();
        }
    }

    private static void close(SocketChannel client) {
        try {
            client.close();
        } catch (IOException e) {
            return; // It was to be given up.
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
    public void close() throws IOException {
        alarm.shutdownNow();
        server.close();
        Files.deleteIfExists(socket);
    }
}
