package dev.kidreaper.cli;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.pool.served.OrphanCleanup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `kidreaper end-orphans`: ends the workers of a `serve` that was killed, which prepared the call.
@Command(
        name = "end-orphans",
        description =
                "Ends the workers that a killed serve left behind; serve arranges the call itself.",
        hidden = true)
final class EndOrphansCommand implements Callable<Integer> {
    /// How long the end of `serve` may take: the call comes at that moment.
    private static final Duration GRACE = Duration.ofSeconds(5);

    @Parameters(paramLabel = "FOLDER", description = "the folder with their sockets")
    private Path folder = Path.of("");

    @Override
    public Integer call() {
        OrphanCleanup.end(folder, GRACE);
        return ExitCode.DONE;
    }

    /// The command line that calls it, without the folder.
    static List<String> words() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx16m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xlog:disable",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "end-orphans");
    }
}
