package dev.kidreaper.rehearsal;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.cli.Main;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.Pidfd;
import dev.kidreaper.model.Signal;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// A run of the commands on ourselves that sends no signal to anyone else. From it the JVM
/// remembers what it loads and links for them (its ahead-of-time cache). The launcher calls it
/// after a build.
public final class Rehearsal {
    private static final Duration WATCHED = Duration.ofSeconds(3);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private static final int MOST_ASKED = 4096;

    /// What is asked for by HTTP.
    private static final List<String> LOOKED_AT =
            List.of("/", "/metrics", "/readyz", "/api/v1/status", "/api/v1/events");

    private Rehearsal() {}

    /// Rehearses.
    ///
    /// @param args `oneshot` for the 2007 interface alone, `daemon`, `serve` or `run` for what
    ///   keeps running, anything else for the other commands
    public static void main(String[] args) throws Exception {
        Main.nameItself();
        String self = Long.toString(ProcessHandle.current().pid());
        switch (args[0]) {
            case "oneshot" -> {
                run(List.of(self, "1099511627776"));
                run(List.of("--version"));
            }
            case "daemon" -> inFolder(folder -> watch(folder, self));
            case "serve" -> inFolder(Rehearsal::serve);
            case "run" -> inFolder(Rehearsal::runGated);
            default -> inFolder(folder -> commands(folder, self));
        }
    }

    private interface Scene {
        void play(Path folder) throws IOException;
    }

    private static void inFolder(Scene scene) throws IOException {
        Path folder = Files.createTempDirectory("kidreaper-rehearsal");
        try {
            scene.play(folder);
        } finally {
            try (Stream<Path> left = Files.walk(folder)) {
                left.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            }
        }
    }

    /// Runs the daemon, with ourselves as a pool that it only observes.
    private static void watch(Path folder, String self) throws IOException {
        Path file = folder.resolve("kidreaper.toml");
        int port = freePort();
        Files.writeString(
                file,
                """
                [[pool]]
                name = "rehearsal"
                pid = %s
                limit = "1T"
                observe = true
                [control]
                socket = "%s"
                [history]
                file = "%s"
                [web]
                listen = "127.0.0.1:%d"
                """
                        .formatted(
                                self,
                                folder.resolve("socket"),
                                folder.resolve("history.db"),
                                port));
        meanwhile(() -> {
            while (!Files.exists(folder.resolve("socket"))) {
                LockSupport.parkNanos(LOOK_EVERY.toNanos());
            }
            LockSupport.parkNanos(WATCHED.toNanos());
            LOOKED_AT.forEach(path -> get(port, path));
        });
        run(List.of("watch", "--config", file.toString()));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// Asks the daemon by HTTP. Should another program have taken the port, no harm is done.
    private static void get(int port, String path) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String request =
                    String.join(
                            "\r\n",
                            "GET " + path + " HTTP/1.1",
                            "Host: localhost",
                            "Accept-Encoding: gzip",
                            "Connection: close",
                            "",
                            "");
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            return; // Then these classes come from the jar.
        }
    }

    /// Runs a pool with a worker of ours, and sends it requests.
    private static void serve(Path folder) {
        Path socket = folder.resolve("front");
        var words = new ArrayList<>(List.of("serve", "--listen", socket.toString()));
        words.addAll(List.of("--socket", folder.resolve("socket").toString()));
        words.addAll(List.of("--workers", "1", "--limit", "1T", "--"));
        words.addAll(RehearsalWorker.command());
        meanwhile(() -> RehearsalWorker.load(socket));
        run(words);
    }

    /// Runs a manager, a shell, whose child is a worker of ours, and sends that requests.
    private static void runGated(Path folder) {
        Path socket = folder.resolve("worker");
        var words = new ArrayList<>(List.of("run", "--limit", "1T", "--max-requests", "1000000"));
        words.addAll(List.of("--socket", folder.resolve("socket").toString(), "--"));
        words.addAll(List.of("sh", "-c", "trap 'kill $!; exit 0' TERM; \"$@\" & wait", "sh"));
        words.addAll(RehearsalWorker.command());
        words.add(socket.toString());
        meanwhile(() -> {
            RehearsalWorker.ask(socket);
            LockSupport.parkNanos(WATCHED.toNanos()); // By then it is taken for a manager.
            RehearsalWorker.ask(socket);
        });
        run(words);
    }

    /// Does something beside the command that is run next, and then ends that by TERM.
    private static void meanwhile(Runnable work) {
        Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    work.run();
                    int self = Math.toIntExact(ProcessHandle.current().pid());
                    try (var ourselves = Pidfd.open(self)) {
                        ourselves.signal(Signal.TERM.number());
                    } catch (LinuxException e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    private static void commands(Path folder, String self) throws IOException {
        var out = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        String socket = folder.resolve("socket").toString();
        try (var listening =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                        .bind(UnixDomainSocketAddress.of(socket))) {
            Thread.ofPlatform().daemon().start(() -> answer(listening));
            for (int i = 0; i < 3; i++) {
                run(List.of("status", "--socket", socket));
                run(List.of("status", "--socket", socket, "--json"));
            }
        }
        Process worker = new ProcessBuilder("sleep", "60").start(); // Or there would be no row.
        for (int i = 0; i < 3; i++) {
            run(List.of("ps", self));
            run(List.of("ps", "--pid", self, "--limit", "1T"));
            run(List.of("ps"));
            run(List.of("ps", "--pid", self, "--json"));
            run(List.of("reap", "--pid", self, "--limit", "1T", "--json", "--signal", "TERM"));
            run(List.of("restart", "--help"));
        }
        worker.destroy();
        System.setOut(out);
    }

    /// As a daemon does on its control socket.
    private static void answer(ServerSocketChannel listening) {
        try {
            while (true) {
                try (SocketChannel client = listening.accept()) {
                    client.read(ByteBuffer.allocate(MOST_ASKED));
                    client.write(
                            ByteBuffer.wrap("{\"pools\":[]}".getBytes(StandardCharsets.UTF_8)));
                }
            }
        } catch (IOException e) {
            return; // It is closed.
        }
    }

    private static void run(List<String> words) {
        int code = Main.run(words.toArray(String[]::new));
        if (code != ExitCode.DONE) {
            throw new IllegalStateException("[BUG] rehearsal of " + String.join(" ", words));
        }
    }
}
