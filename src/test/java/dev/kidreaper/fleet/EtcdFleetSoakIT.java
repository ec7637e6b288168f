package dev.kidreaper.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.fleet.store.FleetStores;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many hosts on a real etcd of three nodes that are killed, one, the next, all at once; and hosts
/// that stand still between the grant and the signal. A referee knows how many workers are away.
@Tag("soak")
class EtcdFleetSoakIT {
    private static final int HOSTS = Integer.getInteger("fleet.hosts", 40);
    private static final int BUDGET = 6;
    private static final Reason REASON = new Reason(RecycleCause.LIMIT, Measure.RSS, 1, null);
    private static final ProcessId WORKER = new ProcessId(11, 22);

    @TempDir private Path folder;

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger away = new AtomicInteger();
    private final AtomicInteger mostAway = new AtomicInteger();
    private final AtomicInteger permits = new AtomicInteger();
    private final AtomicInteger heldBack = new AtomicInteger();
    private final AtomicLong lastPermit = new AtomicLong();
    private final Map<String, AtomicLong> suspended = new ConcurrentHashMap<>();

    private FleetService service(EtcdServer etcd, String name) throws IOException {
        var settings = Groups.settings("shop", name, etcd.endpoints(), BUDGET);
        AtomicLong jumps = suspended.computeIfAbsent(name, _ -> new AtomicLong());
        var service =
                new FleetService(
                        settings,
                        FleetStores.etcd(settings),
                        name,
                        name + "/1",
                        () -> System.nanoTime() + jumps.get(),
                        _ -> {});
        service.start();
        return service;
    }

    @Test
    void neverAreMoreAwayThanMayBeWhateverHappensToTheNodes() throws Exception {
        var services = new ArrayList<FleetService>();
        var threads = new ArrayList<Thread>();
        try (var etcd = EtcdServer.start(folder, 3)) {
            for (int i = 0; i < HOSTS; i++) {
                String name = "web" + i;
                FleetService service = service(etcd, name);
                services.add(service);
                threads.add(Thread.ofVirtual().start(() -> recycle(service.desk("web"), name)));
            }
            awaitPermits(20);
            etcd.kill(0);
            awaitPermits(20);
            etcd.restart(0);
            awaitPermits(20);
            etcd.kill(1);
            awaitPermits(20);
            etcd.restart(1);
            awaitPermits(20);
            List.of(0, 1, 2).forEach(etcd::kill);
            TestPool.sleep(Duration.ofSeconds(5));
            List.of(0, 1, 2).forEach(etcd::restart);
            long back = System.nanoTime();
            awaitPermits(20);
            System.out.printf(
                    "hosts=%d k=%d permits=%d held-back=%d most-away=%d all-back=%.1f s%n",
                    HOSTS,
                    BUDGET,
                    permits.get(),
                    heldBack.get(),
                    mostAway.get(),
                    (lastPermit.get() - back) / 1e9);
            over.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
            services.forEach(FleetService::close);
            assertThat(mostAway.get()).isBetween(1, BUDGET);
            assertThat(heldBack.get()).as("stood still before the signal").isPositive();
        } finally {
            over.set(true);
            services.forEach(FleetService::close);
        }
    }

    private void awaitPermits(int more) {
        int wanted = permits.get() + more;
        long end = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (permits.get() < wanted) {
            assertThat(System.nanoTime()).as("%d of %d", permits.get(), wanted).isLessThan(end);
            TestPool.sleep(Duration.ofMillis(50));
        }
    }

    private void recycle(PermitDesk desk, String name) {
        while (!over.get()) {
            if (desk.granted(RecycleCause.LIMIT, 1, 4) == 0) {
                TestPool.sleep(Duration.ofMillis(100));
                continue;
            }
            Permit permit = desk.take(RecycleCause.LIMIT);
            if (permit == null) {
                continue;
            }
            TestPool.sleep(Duration.ofMillis(ThreadLocalRandom.current().nextInt(100)));
            if (ThreadLocalRandom.current().nextInt(3) == 0) {
                // Once each: twice would be long enough to presume others gone.
                suspended.computeIfPresent(name, (_, jumps) -> once(jumps));
            }
            permit.ended(permit.maySignal() ? leaves() : stays());
            TestPool.sleep(Duration.ofMillis(ThreadLocalRandom.current().nextInt(500)));
        }
    }

    private static AtomicLong once(AtomicLong jumps) {
        jumps.compareAndSet(0, Duration.ofMinutes(8).toNanos());
        return jumps;
    }

    private Outcome stays() {
        heldBack.incrementAndGet();
        return new Outcome.Failed(WORKER, REASON, "left alone", false, false);
    }

    private Outcome leaves() {
        mostAway.accumulateAndGet(away.incrementAndGet(), Math::max);
        permits.incrementAndGet();
        lastPermit.set(System.nanoTime());
        TestPool.sleep(Duration.ofMillis(ThreadLocalRandom.current().nextInt(50, 150)));
        away.decrementAndGet();
        return new Outcome.Recycled(
                WORKER, REASON, Duration.ofMillis(100), new ProcessId(12, 23), true, false);
    }
}
