package dev.kidreaper.bench;

import dev.kidreaper.testing.TestPool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The most private memory of each child of a manager, watched from outside until it leaves.
final class Sizes {
    private static final Pattern PRIVATE = Pattern.compile("\nPrivate_\\w+: *(\\d+) kB");

    private final int manager;
    private final Map<Integer, Double> now = new HashMap<>();
    private final List<Double> left = new ArrayList<>();
    private final Thread watching;
    private volatile boolean over;

    Sizes(int manager) {
        this.manager = manager;
        this.watching = Thread.ofPlatform().name("sizes").start(this::watch);
    }

    private void watch() {
        while (!over) {
            var children =
                    List.of(
                            TestPool.read(
                                            Path.of(
                                                    "/proc/%d/task/%d/children"
                                                            .formatted(manager, manager)))
                                    .strip()
                                    .split(" ", -1));
            for (String child : children) {
                double size = child.isEmpty() ? 0 : megabytes(child);
                if (size > 0) {
                    now.merge(Integer.valueOf(child), size, Math::max);
                }
            }
            for (int pid : List.copyOf(now.keySet())) {
                if (!children.contains(Integer.toString(pid))) {
                    left.add(now.remove(pid));
                }
            }
            TestPool.sleep(Duration.ofMillis(Math.max(5, 2 * now.size())));
        }
    }

    private static double megabytes(String pid) {
        String text = TestPool.read(Path.of("/proc/" + pid + "/smaps_rollup"));
        return PRIVATE.matcher(text).results().mapToLong(m -> Long.parseLong(m.group(1))).sum()
                / 1024.0;
    }

    /// The largest sizes of those that have left, smallest first.
    List<Double> end() throws InterruptedException {
        over = true;
        watching.join();
        return left.stream().sorted().toList();
    }
}
