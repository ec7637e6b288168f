package dev.kidreaper.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/// What a process takes while it works on, in samples: whether it has stopped growing.
/*
 * A program that keeps the last so many of something grows until it has so many, and a JVM grows
 * for as long again, while it loads, compiles and finds the size of its heap. So the first third of
 * the time is for that, and the other two are compared by their medians.
 */
public final class Steadiness {
    private static final Duration EVERY = Duration.ofSeconds(2);

    private final List<Sample> samples = new ArrayList<>();

    /// @param descriptors all that are open
    /// @param own those of them that are no files of a process that is looked at: there are two for
    ///   each worker, and workers come and go
    private record Sample(long descriptors, long own, long kilobytes) {}

    private Steadiness() {}

    /// Samples a process over a time.
    ///
    /// @param meanwhile done after each sample
    public static Steadiness of(long pid, Duration time, Runnable meanwhile) {
        var steadiness = new Steadiness();
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            steadiness.samples.add(sample(pid));
            meanwhile.run();
            TestPool.sleep(EVERY);
        }
        return steadiness;
    }

    private static Sample sample(long pid) {
        try (Stream<Path> all = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            List<Path> open = all.toList();
            long own = open.stream().filter(Steadiness::isOwn).count();
            return new Sample(open.size(), own, TestPool.status(pid, "VmRSS"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOwn(Path descriptor) {
        try {
            return !Files.readSymbolicLink(descriptor).toString().matches("/proc/\\d+/statm?");
        } catch (IOException e) {
            return false; // Closed meanwhile.
        }
    }

    /// The same, but without what is open for each worker.
    public long moreOwnDescriptors() {
        return median(2, Sample::own) - median(1, Sample::own);
    }

    /// How many more descriptors it has open in the last third than in the second.
    public long moreDescriptors() {
        return median(2, Sample::descriptors) - median(1, Sample::descriptors);
    }

    /// How many KiB more are resident in the last third than in the second.
    public long moreKilobytes() {
        return median(2, Sample::kilobytes) - median(1, Sample::kilobytes);
    }

    private long median(int third, ToLongFunction<Sample> what) {
        int length = samples.size() / 3;
        return samples.subList(third * length, (third + 1) * length).stream()
                .mapToLong(what)
                .sorted()
                .skip(length / 2)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public String toString() {
        return "descriptors %d, %d, %d, of its own %d, %d, %d; KiB %d, %d, %d"
                .formatted(
                        median(0, Sample::descriptors),
                        median(1, Sample::descriptors),
                        median(2, Sample::descriptors),
                        median(0, Sample::own),
                        median(1, Sample::own),
                        median(2, Sample::own),
                        median(0, Sample::kilobytes),
                        median(1, Sample::kilobytes),
                        median(2, Sample::kilobytes));
    }
}
