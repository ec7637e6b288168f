package dev.kidreaper.diagnose;

import dev.kidreaper.model.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// A real pool of the labelled collection, and what is true of it.
///
/// @param name what it shows, and in which language
/// @param language which program of `workloads/` it is
/// @param options of that pool
/// @param load the requests that it gets
/// @param label the verdict that is right
/// @param apart the share of what grows that comes apart, where the verdict is mixed
/// @param heldBack whether it was kept away from whoever tuned the verdicts
record Workload(
        String name,
        String language,
        Options options,
        Load load,
        Verdict label,
        double apart,
        boolean heldBack) {
    /// @param mostRequests after so many a worker leaves; 0: never
    /// @param warmSeconds how long the load runs before the observation begins
    record Options(int workers, int megabytes, int mostRequests, double warmSeconds) {}

    /// @param perSecond how many requests the pool gets
    /// @param shape how they are spread over the time
    /// @param mix the requests, each as often as its weight says
    record Load(double perSecond, Shape shape, List<Weighted> mix) {}

    /// How the load goes over time.
    enum Shape {
        EVEN,
        /// Ten seconds of much, ten of little.
        WAVES,
        /// Half of the time, then nothing.
        STOPS
    }

    /// One kind of request.
    ///
    /// @param times how often in all; 0: as often as its weight says
    record Weighted(String request, double weight, int times) {}

    /// The whole collection.
    static List<Workload> all() {
        try {
            return Files.readAllLines(Path.of("src/test/resources/workloads/collection.txt"))
                    .stream()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(Workload::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads one line of the table: cells between `|`.
    static Workload parse(String line) {
        String[] cell =
                Arrays.stream(line.split("\\|", -1)).map(String::strip).toArray(String[]::new);
        String[] pool = cell[2].split(" +", -1);
        String[] load = cell[3].split(" +", 2);
        return new Workload(
                cell[0],
                cell[1],
                new Options(
                        Integer.parseInt(pool[0]),
                        Integer.parseInt(pool[1]),
                        Integer.parseInt(pool[2]),
                        Double.parseDouble(pool[3])),
                new Load(
                        Double.parseDouble(load[0]),
                        Shape.valueOf(load[1].toUpperCase(Locale.ROOT)),
                        Arrays.stream(cell[4].split(",", -1)).map(Workload::weighted).toList()),
                verdict(cell[5]),
                cell[6].isEmpty() ? 0 : Double.parseDouble(cell[6]),
                cell[7].equals("held"));
    }

    private static Verdict verdict(String label) {
        return Arrays.stream(Verdict.values())
                .filter(v -> v.label().equals(label))
                .findFirst()
                .orElseThrow();
    }

    /// Where its observation is kept.
    String file() {
        return name.replace(' ', '-') + ".txt";
    }

    private static Weighted weighted(String text) {
        String[] word = text.strip().split("@", 2);
        if (word.length > 1 && word[1].startsWith("x")) {
            return new Weighted(word[0], 0, Integer.parseInt(word[1].substring(1)));
        }
        return new Weighted(word[0], word.length > 1 ? Double.parseDouble(word[1]) : 1, 0);
    }
}
