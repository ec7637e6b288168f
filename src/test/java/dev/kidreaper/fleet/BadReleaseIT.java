package dev.kidreaper.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.EtcdServer;
import dev.kidreaper.testing.TestPool;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A bad release on 200 hosts, and the good one after it.
@Tag("soak")
class BadReleaseIT {
    @TempDir private Path folder;

    private SimulatedShop shop() {
        return new SimulatedShop(folder);
    }

    @Test
    void aBadReleaseCostsAFewWorkersAndAGoodOneFollows() throws Exception {
        shop().deploy("v1");
        try (var etcd = EtcdServer.start(folder, 3);
                var referee = new WorkersReferee(shop().plan(etcd, 0))) {
            for (int i = 0; i < SimulatedShop.PROCESSES; i++) {
                referee.start(shop().plan(etcd, i * SimulatedShop.EACH));
            }
            referee.awaitPermits(100, SimulatedShop.LONG);
            shop().deploy("v2");
            TestPool.sleep(Duration.ofSeconds(15)); // Each host knows it, and some have gone well.
            int before = referee.permits.get();
            referee.isBad(true);
            TestPool.sleep(Duration.ofSeconds(45));
            int tried = referee.permits.get() - before;
            int lost = referee.lost.get();
            TestPool.sleep(Duration.ofSeconds(20));
            System.out.printf("lost=%d (of %d) later=%d%n", lost, tried, referee.lost.get());
            assertThat(lost).isBetween(3, SimulatedShop.BUDGET + 3);
            assertThat(referee.lost.get()).as("frozen").isEqualTo(lost);
            referee.isBad(false);
            referee.tellAll("mended");
            shop().deploy("v3");
            referee.recycled.clear();
            long begun = System.nanoTime();
            while (referee.recycled.size() < SimulatedShop.PROCESSES * SimulatedShop.EACH
                    && System.nanoTime() - begun < 4 * SimulatedShop.LONG.toNanos()) {
                TestPool.sleep(Duration.ofMillis(200));
            }
            System.out.printf(
                    "recycled on %d hosts after %.0f s%n",
                    referee.recycled.size(), (System.nanoTime() - begun) / 1e9);
            assertThat(referee.recycled).hasSize(SimulatedShop.PROCESSES * SimulatedShop.EACH);
            assertThat(referee.offences).isEmpty();
        }
    }
}
