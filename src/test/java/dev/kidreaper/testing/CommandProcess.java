package dev.kidreaper.testing;

import dev.kidreaper.cli.CommandServer;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A process of the built program that runs one command line after the other.
final class CommandProcess {
    private static final Deque<CommandProcess> IDLE = new ConcurrentLinkedDeque<>();

    private final Process process;
    private final DataOutputStream words;
    private final DataInputStream answers;

    private CommandProcess(Process process) {
        this.process = process;
        this.words = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
        this.answers = new DataInputStream(process.getInputStream());
    }

    /// Runs one command line in one that has nothing to do, or in a new one.
    ///
    /// @throws AssertionError if it does not end in that time; its process is killed then
    static Kidreaper run(Duration patience, String... args) {
        var idle = IDLE.poll();
        var chosen = idle == null ? new CommandProcess(start()) : idle;
        // A thread for each: the common pool may have a single one, and then others would wait.
        Executor runner = r -> Thread.ofPlatform().daemon().start(r);
        var ran = CompletableFuture.supplyAsync(() -> chosen.run(args), runner);
        try {
            var result = ran.get(patience.toSeconds(), TimeUnit.SECONDS);
            IDLE.push(chosen);
            return result;
        } catch (TimeoutException e) {
            chosen.process.destroyForcibly();
            throw new AssertionError("still running after " + patience, e);
        } catch (ExecutionException e) {
            throw new AssertionError("the program has ended: " + chosen.process, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Kidreaper run(String... args) {
        try {
            words.writeInt(args.length);
            for (String word : args) {
                words.writeUTF(word);
            }
            words.flush();
            int exit = answers.readInt();
            return new Kidreaper(exit, text(), text());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text() throws IOException {
        return new String(answers.readNBytes(answers.readInt()), StandardCharsets.UTF_8);
    }

    /// As `./kidreaper` starts Java for a short command.
    private static Process start() {
        var flags =
                List.of(
                        "-XX:+UseSerialGC",
                        "-Xss512k",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx96m",
                        "--enable-native-access=ALL-UNNAMED");
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", Kidreaper.jar() + ":" + tests()));
        command.add(CommandServer.class.getName());
        try {
            return new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path tests() {
        try {
            var source = CommandServer.class.getProtectionDomain().getCodeSource();
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
