package dev.kidreaper.bench;

import dev.kidreaper.testing.CatalystPool;
import dev.kidreaper.testing.JsonValue;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.TestPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// A way of recycling workers, or of leaving them alone.
enum Way {
    /// Nobody is recycled: what the load itself makes go wrong.
    NONE("none") {
        @Override
        Recycled recycle(CatalystPool pool, int count) {
            TestPool.sleep(CONTROL);
            return new Recycled();
        }
    },
    /// `kidreaper restart`, again and again.
    KIDREAPER("kidreaper") {
        @Override
        Recycled recycle(CatalystPool pool, int count) {
            var all = new Recycled();
            while (all.leftAfter.size() + all.failed < count) {
                all.add(
                        Kidreaper.run(
                                "restart",
                                "--pidfile",
                                pool.pidfile().toString(),
                                "--newborn",
                                "100ms",
                                "--json"));
            }
            return all;
        }
    },
    /// What the script of 2007 does, with a shorter pause: HUP to one child, and no more thought.
    HUP("plain HUP") {
        @Override
        Recycled recycle(CatalystPool pool, int count) {
            for (int i = 0; i < count; i++) {
                var workers = new ArrayList<>(pool.workers());
                if (!workers.isEmpty()) {
                    int victim = ThreadLocalRandom.current().nextInt(workers.size());
                    TestPool.kill("HUP", workers.get(victim));
                }
                TestPool.sleep(HUP_PAUSE);
            }
            return new Recycled();
        }
    };

    private static final Duration CONTROL = Duration.ofSeconds(10);
    private static final Duration HUP_PAUSE = Duration.ofMillis(250);

    final String label;

    Way(String label) {
        this.label = label;
    }

    /// Recycles about so many workers, one after the other.
    abstract Recycled recycle(CatalystPool pool, int count);

    /// What kidreaper said of its recycles; nothing for the other ways.
    static final class Recycled {
        final List<Double> leftAfter = new ArrayList<>();
        int proven;
        int failed;

        private void add(Kidreaper answer) {
            if (answer.exit() != 0) {
                System.err.println(answer.err());
            }
            var report = JsonValue.parse(answer.out());
            for (JsonValue recycled : report.get("recycled").list()) {
                leftAfter.add(recycled.get("left_after_seconds").decimal());
                proven += recycled.get("idle_proof").bool() ? 1 : 0;
            }
            failed += report.get("failed").list().size();
        }
    }
}
