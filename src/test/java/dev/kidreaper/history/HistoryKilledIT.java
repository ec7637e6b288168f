package dev.kidreaper.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Event;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Programs that record are killed at random moments, one after another on the same file.
class HistoryKilledIT {
    private static final int KILLS = 40;

    @TempDir private Path parent;

    @Test
    void whatWasAcknowledgedIsThere() throws Exception {
        Path folder = parent.resolve("state");
        var random = new Random();
        var acknowledged = new HashSet<String>();
        int caughtWriting = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Process writer = start(folder, kill * 100_000);
            // A quarter while it starts and opens the file, the others while it writes.
            boolean early = kill % 4 == 0;
            Set<String> now = killed(writer, early ? random.nextInt(700) : -1, random);
            caughtWriting += now.isEmpty() ? 0 : 1;
            acknowledged.addAll(now);
            assertWhole(folder, acknowledged);
        }
        assertThat(caughtWriting).isGreaterThanOrEqualTo(KILLS / 2);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(Path::toString)).noneMatch(f -> f.contains("broken"));
        }
        System.out.printf(
                "%d kills, %d of them while it wrote; %d events acknowledged, all there%n",
                KILLS, caughtWriting, acknowledged.size());
    }

    private static Process start(Path folder, int first) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EventWriter.class.getName(),
                        folder.toString(),
                        Integer.toString(first))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /// Kills it.
    ///
    /// @param after so many milliseconds from its start; negative: at random after its first event
    /// @return what it had acknowledged
    private static Set<String> killed(Process writer, int after, Random random) throws Exception {
        var said = new HashSet<String>();
        try (BufferedReader lines = writer.inputReader()) {
            if (after < 0) {
                said.add(lines.readLine());
                TimeUnit.MICROSECONDS.sleep(random.nextInt(150_000));
            } else {
                TimeUnit.MILLISECONDS.sleep(after);
            }
            writer.toHandle().destroyForcibly(); // Of the process, it would close its output too.
            lines.lines().forEach(said::add);
        }
        writer.waitFor();
        return said;
    }

    private static void assertWhole(Path folder, Set<String> acknowledged) {
        Path file = folder.resolve("history.db");
        if (acknowledged.isEmpty() && !Files.exists(file)) {
            return;
        }
        try (var history = SqliteHistory.open(file, "b1", Bounds.DEFAULT)) {
            List<Event> events = history.events(null, Instant.EPOCH, 1_000_000);
            var there = new HashSet<String>();
            events.forEach(e -> there.add(((Event.Paused) e).why()));
            assertThat(there).containsAll(acknowledged);
        }
        try (var database = Database.open(file)) {
            assertThat(integrity(database)).isEqualTo("ok");
        }
    }

    private static String integrity(Database database) {
        return database.reading(() -> {
            try (var rows = database.prepare("PRAGMA integrity_check").executeQuery()) {
                return rows.next() ? rows.getString(1) : "nothing";
            }
        });
    }
}
