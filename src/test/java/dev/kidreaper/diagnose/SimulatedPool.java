package dev.kidreaper.diagnose;

import dev.kidreaper.model.Heap;
import dev.kidreaper.model.MemoryBreakdown;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.model.PieceSizes;
import dev.kidreaper.model.ProcessId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/// A pool made up request by request: each worker of it serves, keeps what its program keeps, and
/// is looked at once a second as `diagnose` does. So it is known for certain why it grows.
///
/// @param keeps what its program keeps
/// @param perSecond how many requests the pool gets
/// @param load how they are spread over the observation
/// @param full how much of a cache is full when the observation begins; of a leak it tells how old
///   the workers are
/// @param entries a full cache has so many
/// @param bytes of one entry, or of what one request leaks
/// @param seconds of the observation
record SimulatedPool(
        Keeps keeps,
        double perSecond,
        Load load,
        double full,
        int entries,
        int bytes,
        double seconds,
        boolean hasHeaps,
        long seed) {
    static final int WORKERS = 3;
    private static final long MB = 1 << 20;
    private static final int PAGE = 4096;
    private static final int RESTS_PER_REQUEST = 2;
    private static final int MOST_REQUESTS = 400_000;
    private static final int MOST_LOOKS = 600;

    /// What a program keeps.
    enum Keeps {
        NOTHING,
        /// Of each request.
        LEAK,
        /// Of one request in ten.
        RARE_LEAK,
        /// Pieces of any size.
        LEAK_OF_ALL_SIZES,
        /// One entry for each key, and keys come at random.
        CACHE,
        /// The key number n comes in proportion to 1/n.
        ZIPF_CACHE,
        /// There are twice as many keys as it may have entries.
        LRU_CACHE,
        /// Each entry expires after as many requests as there are keys: a third is missing always.
        EXPIRING_CACHE,
        /// Each result has a size of its own.
        MEMO,
        /// Few templates, each of many pieces.
        TEMPLATES;

        boolean isLeak() {
            return this == LEAK || this == RARE_LEAK || this == LEAK_OF_ALL_SIZES;
        }

        boolean isCache() {
            return this != NOTHING && !isLeak();
        }
    }

    /// The load over the observation, from its begin (0) to its end (1).
    enum Load {
        EVEN,
        BURSTS,
        RISES,
        FALLS;

        double at(double part) {
            return switch (this) {
                case EVEN -> 1;
                case BURSTS -> (int) (part * 12) % 2 == 0 ? 1.7 : 0.3;
                case RISES -> 0.6 + 0.8 * part;
                case FALLS -> 1.4 - 0.8 * part;
            };
        }
    }

    /// What is seen where nobody counts its requests.
    List<MemoryTimeline> timelines() {
        return timelines(false);
    }

    /// @param counts whether the kernel counts its requests
    List<MemoryTimeline> timelines(boolean counts) {
        var random = new SplittableRandom(seed);
        var inherited = new PieceSizes.Counter();
        inherited.add(32, 9000);
        inherited.add(64, 7000);
        inherited.add(512, 900);
        inherited.add(4000, 200);
        inherited.add(20_000, 30);
        var timelines = new ArrayList<MemoryTimeline>();
        // What a program loads after its fork, on other pages: half a megabyte to 32.
        long loaded = (long) Math.scalb(MB / 2.0, random.split().nextInt(7));
        for (int w = 0; w < WORKERS; w++) {
            var worker = new Worker(random.split(), inherited, loaded);
            timelines.add(worker.timeline(100 + w, counts));
        }
        return timelines;
    }

    /// One of its workers.
    private final class Worker {
        private final SplittableRandom random;
        private final PieceSizes.Counter pieces = new PieceSizes.Counter();
        private final PieceSizes inherited;
        private final boolean[] has = new boolean[2 * entries];
        private long kept;
        private final Deque<int[]> expiring = new ArrayDeque<>();
        private long rests;
        private int served;
        private int count;
        private final long free;
        private final long loaded;

        Worker(SplittableRandom random, PieceSizes.Counter inherited, long loaded) {
            this.random = random;
            this.inherited = inherited.sizes();
            pieces.addAll(inherited);
            // What every program sets up at first.
            for (int i = 0; i < 300; i++) {
                keep(random.nextInt(24, 900));
            }
            free = random.nextLong(200 << 10);
            this.loaded = loaded + random.nextLong(loaded / 4) / PAGE * PAGE;
        }

        MemoryTimeline timeline(int pid, boolean counts) {
            double each = perSecond / WORKERS;
            double wanted = full * entries * (keeps == Keeps.EXPIRING_CACHE ? 0.6 : 1);
            double born = -3;
            int requests = 0;
            while ((keeps.isCache() ? count : requests) < wanted && requests < MOST_REQUESTS) {
                request();
                requests++;
            }
            born -= requests / each;
            var points = new ArrayList<MemoryTimeline.Point>();
            double step = Math.max(1, seconds / MOST_LOOKS);
            for (double t = 0; t <= seconds; t += step) {
                points.add(point(t, counts));
                int now = poisson(each * step * load.at(t / seconds));
                for (int i = 0; i < now; i++) {
                    request();
                }
            }
            return new MemoryTimeline(new ProcessId(pid, pid), born, points);
        }

        private int poisson(double mean) {
            double left = mean;
            int n = -1;
            for (; left >= 0; n++) {
                left += Math.log(1 - random.nextDouble());
            }
            return n;
        }

        private void request() {
            rests += RESTS_PER_REQUEST + (random.nextInt(10) == 0 ? 1 : 0);
            served++;
            switch (keeps) {
                case NOTHING -> {}
                case LEAK -> keep(bytes);
                case RARE_LEAK -> {
                    if (random.nextInt(10) == 0) {
                        keep(bytes * 5);
                    }
                }
                case LEAK_OF_ALL_SIZES -> keep(random.nextInt(bytes / 4, bytes * 7 / 4));
                case CACHE, TEMPLATES, MEMO -> lookUp(random.nextInt(entries));
                case EXPIRING_CACHE -> {
                    expire();
                    lookUp(random.nextInt(entries));
                }
                case ZIPF_CACHE ->
                        lookUp(
                                (int)
                                        Math.min(
                                                entries - 1,
                                                Math.pow(entries, random.nextDouble()) - 1));
                case LRU_CACHE -> {
                    if (count < entries) {
                        lookUp(random.nextInt(2 * entries));
                    }
                }
            }
        }

        private void expire() {
            while (!expiring.isEmpty() && expiring.getFirst()[1] < served) {
                has[expiring.removeFirst()[0]] = false;
                count--;
                keep(bytes, -1);
            }
        }

        private void lookUp(int key) {
            if (has[key]) {
                return;
            }
            has[key] = true;
            count++;
            expiring.addLast(new int[] {key, served + entries});
            switch (keeps) {
                case MEMO -> keep(random.nextInt(bytes / 4, bytes * 7 / 4));
                case TEMPLATES -> {
                    for (int i = 0; i < 20; i++) {
                        keep(random.nextInt(bytes / 100, bytes / 10));
                    }
                }
                default -> keep(bytes);
            }
        }

        private void keep(int size) {
            keep(size, 1);
        }

        private void keep(int size, int times) {
            long chunk = Math.max(32, (size + 8 + 15) / 16 * 16);
            pieces.add(chunk, times);
            kept += chunk * times;
        }

        private MemoryTimeline.Point point(double t, boolean counts) {
            long under = random.nextInt(8) == 0 ? random.nextInt(60_000) : 0;
            long own = loaded + Math.max(0, (kept - free) / PAGE * PAGE);
            var memory = new MemoryBreakdown(40 * MB, MB, own, 5 * MB, 0, 0);
            var heap =
                    new Heap(
                            20 * MB + kept + under, own - loaded, false, pieces.sizes(), inherited);
            return new MemoryTimeline.Point(
                    t,
                    memory,
                    rests,
                    rests / 4,
                    memory.resident() + 300_000,
                    true,
                    counts ? served : MemoryTimeline.Point.UNCOUNTED,
                    hasHeaps ? heap : null);
        }
    }
}
