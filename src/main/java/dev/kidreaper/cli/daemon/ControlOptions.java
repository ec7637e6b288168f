package dev.kidreaper.cli.daemon;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.control.ControlQuestion;
import dev.kidreaper.model.ForeignText;
import dev.kidreaper.model.Settings;
import dev.kidreaper.show.FlatJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The control socket of the daemon that a command talks to.
public final class ControlOptions {
    private static final int MOST_BYTES = 16 << 20;

    @Option(
            names = "--socket",
            paramLabel = "FILE",
            description =
                    "the daemon's control socket (default: /run/kidreaper/control.sock for root,"
                            + " else kidreaper/control.sock in XDG_RUNTIME_DIR)")
    private @Nullable Path socket;

    /// One for the parser to fill in.
    public ControlOptions() {}

    /// @param socket null: the usual one
    ControlOptions(@Nullable String socket) {
        this.socket = socket == null ? null : Path.of(socket);
    }

    /// The default socket: root's daemon has it in `/run`, a user's in the user's runtime folder.
    public static Path usual() {
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        boolean root = "root".equals(System.getProperty("user.name"));
        return root || runtime == null
                ? Path.of(Settings.DEFAULT_SOCKET)
                : Path.of(runtime, "kidreaper", "control.sock");
    }

    /// Whether the operator named the socket.
    public boolean isNamed() {
        return socket != null;
    }

    /// The daemon's answer.
    ///
    /// @param text as it came
    /// @param parts the same, read
    record Answer(String text, FlatJson parts) {}

    /// Asks the daemon.
    ///
    /// @return its answer
    /// @throws OperatorError with its own sentence if it could not do what was asked
    public String ask(ControlQuestion question) throws OperatorError {
        return read(question).text();
    }

    /// As {@link #ask}, with the parts of the answer.
    Answer read(ControlQuestion question) throws OperatorError {
        String text = ask(question.line());
        FlatJson parts = FlatJson.read(text);
        if (!parts.problem().isEmpty()) {
            throw new OperatorError(
                    parts.isFound() ? ExitCode.FAILED : ExitCode.NOT_FOUND, parts.problem());
        }
        return new Answer(text, parts);
    }

    /// Tells the daemon, if one is there, of what was done by hand. If none is, or it keeps another
    /// pool, nobody need know.
    public void tell(ControlQuestion what) {
        if (Files.exists(socket == null ? usual() : socket)) {
            try {
                ask(what);
            } catch (OperatorError e) {
                return; // It keeps no pool of that manager, or is not for us.
            }
        }
    }

    /// Sends a command to the daemon.
    ///
    /// @return its answer, JSON
    public String ask(String command) throws OperatorError {
        Path at = socket == null ? usual() : socket;
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(at));
            channel.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8)));
            var answer = new ByteArrayOutputStream();
            answer.write(Channels.newInputStream(channel).readNBytes(MOST_BYTES));
            if (answer.size() == 0) {
                throw new OperatorError(ExitCode.FAILED, "the daemon at " + at + " did not answer");
            }
            return ForeignText.harmlessLines(answer.toString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            if (Files.exists(at) && !Files.isWritable(at)) {
                throw new OperatorError(
                        ExitCode.NOT_PERMITTED,
                        "may not open %s: run as the daemon's user".formatted(at));
            }
            throw new OperatorError(
                    ExitCode.NOT_FOUND,
                    "no daemon answers at %s: is `kidreaper watch` running? (else: --socket)"
                            .formatted(at));
        }
    }
}
