package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.DaemonProcess;
import dev.kidreaper.testing.EtcdServer;
import dev.kidreaper.testing.JsonValue;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.NetworkNamespaces;
import dev.kidreaper.testing.TestPool;
import dev.kidreaper.testing.WebRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three daemons with three real pools, as on three hosts (in the long test each has a network),
/// that share a budget of one worker in a real etcd.
class FleetIT {
    private static final int HOSTS = 3;

    @TempDir private Path folder;

    /// From when a worker was about to be asked until its replacement served.
    private record Away(Instant from, Instant to, int host) {}

    private final List<TestPool> pools = new ArrayList<>();
    private final List<DaemonProcess> daemons = new ArrayList<>();

    private String config(EtcdServer etcd, TestPool pool, int host) {
        return """
        pidfile = "%s"
        limit = "200M"
        [pool.pace]
        pause = "0s"
        newborn = "500ms"
        [fleet]
        group = "shop"
        host = "web%d"
        endpoints = ["%s"]
        at-once = 1
        """
                .formatted(pool.pidfile(), host, etcd.endpoints().getFirst());
    }

    @Test
    void oneWorkerOfThreeHostsIsAwayAtATime() throws Exception {
        recycles(1, List.of(List.of(), List.of(), List.of()), "127.0.0.1");
    }

    @Tag("soak")
    @Test
    void oneWorkerOfThreeHostsIsAwayAtATimeForLong() throws Exception {
        try (var networks = NetworkNamespaces.of(HOSTS)) {
            var by = IntStream.range(0, HOSTS).mapToObj(networks::in).toList();
            int rounds = Integer.getInteger("fleet.rounds", 50);
            recycles(rounds, by, networks.address());
        }
    }

    /// @param by what runs the programs of each host
    /// @param address of the store
    private void recycles(int rounds, List<List<String>> by, String address) throws Exception {
        var cut = new AtomicInteger();
        var answered = new AtomicInteger();
        var over = new AtomicBoolean();
        var load = new ArrayList<Thread>();
        try (var etcd = EtcdServer.start(folder, 1, address)) {
            for (int host = 0; host < HOSTS; host++) {
                var pool = TestPool.startBy(by.get(host), 2);
                pools.add(pool);
                Path own = Files.createDirectory(folder.resolve("web" + host));
                daemons.add(DaemonProcess.begin(own, by.get(host), config(etcd, pool, host)));
                load.add(Thread.ofVirtual().start(() -> load(pool, over, answered, cut)));
            }
            daemons.forEach(d -> d.await("\"state\":\"watching\""));
            for (int round = 1; round <= rounds; round++) {
                daemons.forEach(d -> assertThat(d.ask("recycle", "pool").exit()).isZero());
                String done = "\"recycled\":" + 2 * round;
                daemons.forEach(d -> awaitLong(d, done));
            }
            commandsSeeTheGroup();
            over.set(true);
            for (Thread one : load) {
                one.join();
            }
            assertThat(away()).hasSize(HOSTS * 2 * rounds);
            assertThat(overlaps(away())).isEmpty();
            System.out.printf(
                    "recycles=%d answered=%d cut=%d overlaps=%d%n",
                    away().size(), answered.get(), cut.get(), overlaps(away()).size());
            assertThat(answered.get()).isPositive();
            assertThat(cut.get()).as("cut").isZero();
            commandsTakePermits();
        } finally {
            over.set(true);
            daemons.forEach(DaemonProcess::close);
            pools.forEach(TestPool::close);
        }
    }

    /// Six recycles one after the other take a while on a busy machine.
    private static void awaitLong(DaemonProcess daemon, String part) {
        long end = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (!daemon.status().contains(part)) {
            assertThat(System.nanoTime()).as(daemon.log()).isLessThan(end);
            TestPool.sleep(Duration.ofMillis(500));
        }
    }

    private static void load(
            TestPool pool, AtomicBoolean over, AtomicInteger answered, AtomicInteger cut) {
        while (!over.get()) {
            try {
                WebRequest.send(pool.socket(), "x=1").answer();
                answered.incrementAndGet();
            } catch (RuntimeException e) {
                cut.incrementAndGet();
            }
            TestPool.sleep(Duration.ofMillis(20));
        }
    }

    private List<Away> away() {
        var all = new ArrayList<Away>();
        for (int host = 0; host < HOSTS; host++) {
            Instant from = Instant.EPOCH;
            String events = daemons.get(host).ask("events", "--json").out();
            for (JsonValue event : JsonValue.parse(events).get("events").list()) {
                Instant at = OffsetDateTime.parse(event.get("at").text()).toInstant();
                switch (event.get("event").text()) {
                    case "recycling" -> from = at;
                    case "recycled" -> {
                        assertThat(from).isAfter(Instant.EPOCH);
                        all.add(new Away(from, at, host));
                    }
                    default -> {
                        // Of the pool.
                    }
                }
            }
        }
        all.sort(Comparator.comparing(Away::from));
        return all;
    }

    private static List<String> overlaps(List<Away> all) {
        var found = new ArrayList<String>();
        for (int i = 1; i < all.size(); i++) {
            if (all.get(i).from().isBefore(all.get(i - 1).to())) {
                found.add(all.get(i - 1) + " and " + all.get(i));
            }
        }
        return found;
    }

    private Kidreaper fleet(String... words) {
        var line = new ArrayList<>(List.of("fleet"));
        line.addAll(List.of(words));
        line.addAll(List.of("--config", folder.resolve("web0/kidreaper.toml").toString()));
        return Kidreaper.run(line.toArray(String[]::new));
    }

    private Kidreaper restart(String... words) {
        var line = new ArrayList<>(List.of("restart", pools.getFirst().pidfile().toString()));
        line.addAll(List.of(words));
        line.addAll(List.of("--config", folder.resolve("web0/kidreaper.toml").toString()));
        line.addAll(List.of("--newborn", "100ms"));
        return Kidreaper.run(line.toArray(String[]::new));
    }

    private void commandsTakePermits() {
        assertThat(fleet("freeze", "shop", "--why", "deploy").exit()).isZero();
        Kidreaper refused = restart();
        assertThat(refused.exit()).as(refused.out()).isEqualTo(1);
        assertThat(refused.err())
                .contains("no permit of the fleet: frozen by an operator: deploy")
                .contains("--without-permit REASON");
        Kidreaper waived = restart("--without-permit", "ticket 7");
        assertThat(waived.exit()).as(waived.err()).isZero();
        assertThat(waived.err()).contains("event=fleet-without-permit", "ticket 7");
        assertThat(fleet("status").out()).contains("ticket 7");
        assertThat(fleet("resume", "shop").exit()).isZero();
        Kidreaper done = restart();
        assertThat(done.exit()).as(done.err()).isZero();
        assertThat(done.err()).doesNotContain("permit");
    }

    private void commandsSeeTheGroup() {
        TestPool.await(
                "all permits are given back",
                () -> fleet("status", "--json").out().contains("\"held\":0"));
        String all = "group shop: 3 hosts, 6 workers, 0 of 1 permits held (at-once = 1)";
        TestPool.await(all, () -> fleet("status").out().startsWith(all));
        assertThat(fleet("freeze", "shop", "--why", "deploy", "--for", "1h").out())
                .isEqualTo("group shop: no worker is recycled for 1 h 0 min\n");
        assertThat(fleet("status", "--json").out())
                .contains("\"frozen\":[\"by an operator: deploy");
        assertThat(fleet("resume", "shop", "--json").out())
                .isEqualTo("{\"group\":\"shop\",\"frozen\":false}\n");
        assertThat(fleet("release", "web1").exit()).as("it is there").isEqualTo(1);
        assertThat(fleet("release", "web9").out()).contains("0 permits");
        assertThat(fleet("release", "web9", "--json").out())
                .isEqualTo("{\"host\":\"web9\",\"released\":0}\n");
    }
}
