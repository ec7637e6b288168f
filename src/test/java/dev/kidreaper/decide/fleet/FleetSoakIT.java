package dev.kidreaper.decide.fleet;

import static dev.kidreaper.decide.fleet.FleetSimulation.SECOND;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Large fleets: 1,000 hosts and 10^6 events for each of 200 seeds, or as the properties
/// `fleet.hosts`, `fleet.events` and `fleet.seeds` say.
@Tag("soak")
class FleetSoakIT {
    @Test
    void noSeedFindsAnOffence() {
        int hosts = Integer.getInteger("fleet.hosts", 1_000);
        int events = Integer.getInteger("fleet.events", 1_000_000);
        int seeds = Integer.getInteger("fleet.seeds", 200);
        String size = Integer.toString(Math.max(4, hosts / 50));
        LongStream.rangeClosed(1, seeds)
                .parallel()
                .forEach(seed -> {
                    var plan =
                            new FleetSimulation.Plan(
                                    hosts,
                                    4,
                                    size,
                                    Duration.ofMinutes(2),
                                    true,
                                    true,
                                    3_600 * SECOND);
                    FleetRun run = FleetRun.of(plan, seed, events);
                    run.isSound();
                    System.out.println(run.figures());
                });
    }
}
