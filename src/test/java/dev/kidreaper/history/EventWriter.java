package dev.kidreaper.history;

import dev.kidreaper.model.Event;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.MemorySample;
import dev.kidreaper.model.ProcessId;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// A program that does nothing but record, and prints the number of each event once it is on disk:
/// to be killed.
final class EventWriter {
    private EventWriter() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        int first = Integer.parseInt(args[1]);
        try (var history =
                LastingHistory.open(
                        folder.resolve("history.db"),
                        "b1",
                        Bounds.DEFAULT,
                        InstantSource.system(),
                        Patience.DEFAULT)) {
            for (int number = first; ; number++) {
                Instant at = Instant.now();
                if (history.record(new Event.Paused(at, "web", Integer.toString(number)))
                        == Durability.ON_DISK) {
                    System.out.println(number);
                } else {
                    Thread.sleep(20); // A busy disk: there is no hurry.
                }
                history.record(look(at.minusSeconds(number * 7_200L), number));
            }
        }
    }

    private static List<MemorySample> look(Instant at, int size) {
        var readings = new ArrayList<MemorySample>();
        for (int i = 1; i <= 20; i++) {
            readings.add(
                    new MemorySample(at, "web", new ProcessId(i, 1), Footprint.cheap(size, size)));
        }
        return readings;
    }
}
