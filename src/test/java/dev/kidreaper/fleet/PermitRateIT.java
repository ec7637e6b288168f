package dev.kidreaper.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.fleet.store.FleetStores;
import dev.kidreaper.linux.ThisProcess;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.pool.permit.Permit;
import dev.kidreaper.pool.permit.PermitDesk;
import dev.kidreaper.testing.EtcdServer;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How many permits a second ten hosts get from a real etcd of three nodes where there is one for
/// each: asked for, used for nothing, and given back.
@Tag("soak")
class PermitRateIT {
    private static final int HOSTS = 10;
    private static final Duration TIME = Duration.ofSeconds(20);
    private static final Reason REASON = new Reason(RecycleCause.LIMIT, Measure.RSS, 1, null);

    @TempDir private Path folder;

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger permits = new AtomicInteger();

    private static FleetService host(EtcdServer etcd, String name) throws IOException {
        var settings = Groups.settings("shop", name, etcd.endpoints(), 40);
        var service =
                new FleetService(
                        settings,
                        FleetStores.etcd(settings),
                        name,
                        name + "/1",
                        ThisProcess::bootTime,
                        _ -> {});
        service.start();
        return service;
    }

    private void takeAndGiveBack(PermitDesk desk) {
        while (!over.get()) {
            Permit permit =
                    desk.granted(RecycleCause.LIMIT, 1, 4) > 0
                            ? desk.take(RecycleCause.LIMIT)
                            : null;
            if (permit == null) {
                TestPool.sleep(Duration.ofMillis(1));
            } else if (permit.maySignal()) {
                permits.incrementAndGet();
                permit.ended(
                        new Outcome.Recycled(
                                new ProcessId(11, 22),
                                REASON,
                                Duration.ZERO,
                                new ProcessId(12, 23),
                                true,
                                false));
            }
        }
    }

    @Test
    void thereAreAHundredASecondWhereNobodyWaits() throws Exception {
        var services = new ArrayList<FleetService>();
        try (var etcd = EtcdServer.start(folder, 3)) {
            for (int i = 0; i < HOSTS; i++) {
                FleetService service = host(etcd, "web" + i);
                services.add(service);
                Thread.ofVirtual().start(() -> takeAndGiveBack(service.desk("web")));
            }
            TestPool.sleep(Duration.ofSeconds(10));
            int before = permits.get();
            TestPool.sleep(TIME);
            double rate = (permits.get() - before) / (double) TIME.toSeconds();
            System.out.printf("permits/s=%.0f%n", rate);
            assertThat(rate).isGreaterThan(100);
        } finally {
            over.set(true);
            services.forEach(FleetService::close);
        }
    }
}
