package dev.kidreaper.cli;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.pool.served.OrphanCleanup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `kidreaper end-orphans`: what a `serve` that was killed has had prepared for that.
@Command(
        name = "end-orphans",
        description = "Ends the workers that a killed serve has left behind; it calls this itself.",
        hidden = true)
final class EndOrphansCommand implements Callable<Integer> {
    /// It is called at the moment of that end.
    private static final Duration GRACE = Duration.ofSeconds(5);

    @Parameters(paramLabel = "FOLDER", description = "where their sockets are")
    private Path folder = Path.of("");

    @Override
    public Integer call() {
        OrphanCleanup.end(folder, GRACE);
        return ExitCode.DONE;
    }

    /// How that is called, but for the folder.
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
