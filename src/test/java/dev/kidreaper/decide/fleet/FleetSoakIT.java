package dev.kidreaper.decide.fleet;

import static dev.kidreaper.decide.fleet.FleetSimulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Large fleets: 1,000 hosts and 10^6 events for each of 200 seeds, or as the properties
/// `fleet.hosts`, `fleet.events`, `fleet.seeds` and `fleet.first`, the first seed, say.
@Tag("soak")
class FleetSoakIT {
    @Test
    void noSeedFindsAnOffence() throws Exception {
        int hosts = Integer.getInteger("fleet.hosts", 1_000);
        int events = Integer.getInteger("fleet.events", 1_000_000);
        int seeds = Integer.getInteger("fleet.seeds", 200);
        String size = Integer.toString(Math.max(4, hosts / 50));
        int first = Integer.getInteger("fleet.first", 1);
        // As many at once as there are processors: more would only share their caches.
        try (var workers =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            var runs =
                    LongStream.range(first, first + seeds)
                            .mapToObj(seed -> workers.submit(() -> run(hosts, size, seed, events)))
                            .toList();
            for (Future<?> run : runs) {
                run.get();
            }
        }
    }

    private static void run(int hosts, String size, long seed, int events) {
        var plan =
                new FleetSimulation.Plan(
                        hosts, 4, size, Duration.ofMinutes(2), true, true, 3_600 * SECOND);
        FleetRun run = FleetRun.of(plan, seed, events);
        run.isSound();
        System.out.println(run.figures());
    }

    /// Hosts that wait ask the store little: 10,000 of them 600 times a second at most.
    @Test
    void hostsThatWaitAskSeldom() {
        int hosts = Integer.getInteger("fleet.waiting", 10_000);
        var plan =
                new FleetSimulation.Plan(
                        hosts, 4, "1", Duration.ofMinutes(15), true, false, SECOND);
        var fleet = new FleetSimulation(plan, 1);
        fleet.bad = true; // The first one takes the only slot for good.
        fleet.runFor(700 * SECOND);
        long counts = fleet.store.counts;
        long looks = fleet.store.reads;
        fleet.runFor(100 * SECOND);
        System.out.printf(
                "hosts=%d counts/s=%.0f looks/s=%.0f%n",
                hosts, (fleet.store.counts - counts) / 100.0, (fleet.store.reads - looks) / 100.0);
        assertThat((fleet.store.counts - counts) / 100.0).isLessThan(0.06 * hosts);
    }
}
