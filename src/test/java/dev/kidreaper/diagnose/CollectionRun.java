package dev.kidreaper.diagnose;

import dev.kidreaper.decide.Recognition;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.observe.memory.Observation;
import dev.kidreaper.observe.memory.PoolFollower;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;

/// Runs workloads of the collection and keeps what was seen, a few at a time.
final class CollectionRun {
    private CollectionRun() {}

    /// Observes one as `diagnose` does.
    static List<MemoryTimeline> observe(Workload workload, Duration duration) {
        var proc = Proc.ofMachine();
        var pools = new PoolReader(proc, Recognition::of);
        try (var pool = WorkloadPool.start(workload, duration);
                var follower = new PoolFollower(proc, pools, pools.manager(pool.pid()))) {
            return Observation.of(
                    follower,
                    duration,
                    e -> {
                        throw new AssertionError(workload.name(), e);
                    },
                    _ -> {});
        } catch (Unreadable e) {
            throw new AssertionError(workload.name(), e);
        }
    }

    /// `CollectionRun FOLDER SECONDS AT-ONCE [PART-OF-NAME]`: observes them and keeps the
    /// timelines.
    public static void main(String[] args) throws InterruptedException {
        String part = args.length > 3 ? args[3] : ".*";
        var wanted = Workload.all().stream().filter(w -> w.name().matches(part)).toList();
        each(
                wanted,
                Duration.ofSeconds(Long.parseLong(args[1])),
                Integer.parseInt(args[2]),
                (workload, timelines) -> {
                    TimelineFile.write(Path.of(args[0], workload.file()), timelines);
                    System.out.println("observed " + workload.name());
                });
    }

    /// Observes each, a few at a time, and hands on what was seen.
    static void each(
            List<Workload> workloads,
            Duration duration,
            int atOnce,
            BiConsumer<Workload, List<MemoryTimeline>> then)
            throws InterruptedException {
        var free = new Semaphore(atOnce);
        var failed = new ConcurrentLinkedQueue<Throwable>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Workload workload : workloads) {
                free.acquire();
                threads.execute(() -> {
                    try {
                        then.accept(workload, observe(workload, duration));
                    } catch (RuntimeException | Error e) {
                        failed.add(new AssertionError(workload.name(), e));
                    } finally {
                        free.release();
                    }
                });
            }
        }
        failed.forEach(Throwable::printStackTrace);
        if (!failed.isEmpty()) {
            throw new AssertionError(failed.size() + " workloads could not be observed");
        }
    }
}
