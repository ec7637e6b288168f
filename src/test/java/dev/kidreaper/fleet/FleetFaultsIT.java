package dev.kidreaper.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.fleet.store.StoreAway;
import dev.kidreaper.testing.EtcdServer;
import dev.kidreaper.testing.TestPool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// 200 hosts in four processes, a real etcd of three nodes, each killed, stopped, or without room
/// on its disk, and a referee who knows each worker.
@Tag("soak")
class FleetFaultsIT {
    private static final Duration PRESUME_GONE = Duration.ofMinutes(1);

    @TempDir private Path folder;

    private SimulatedShop shop() {
        return new SimulatedShop(folder);
    }

    private static void run(String... words) throws Exception {
        Process process = new ProcessBuilder(words).inheritIO().start();
        assertThat(process.waitFor()).as(String.join(" ", words)).isZero();
    }

    private static void say(String what, double next) {
        System.out.printf("%-52s next permit after %.1f s%n", what, next);
    }

    /// What happens to a fleet of 200 hosts.
    private interface Faults {
        void happen(EtcdServer etcd, WorkersReferee referee) throws Exception;
    }

    @Test
    void noWorkerTooManyIsAwayWhenNodesAreKilledAndAllStandStill() throws Exception {
        through((etcd, referee) -> {
            kills(etcd, referee);
            stops(etcd, referee);
        });
    }

    @Test
    void aFullDiskOfANodeHoldsNobodyUp() throws Exception {
        throughFullDisk(false);
    }

    @Test
    void aFullDiskOfTheLeaderHoldsNobodyUp() throws Exception {
        throughFullDisk(true);
    }

    private void throughFullDisk(boolean leads) throws Exception {
        Path disk = Files.createDirectory(folder.resolve("etcd2"));
        run("mount", "-t", "tmpfs", "-o", "size=300m", "tmpfs", disk.toString());
        try {
            through((etcd, referee) -> {
                giveLead(etcd, leads);
                fullDisk(etcd, referee, disk);
            });
        } finally {
            run("umount", "-l", disk.toString());
        }
    }

    /// Node 2 leads from now on, or does not.
    private static void giveLead(EtcdServer etcd, boolean leads) {
        while ((etcd.leader() == 2) != leads) {
            int leader = etcd.leader();
            etcd.kill(leader);
            etcd.restart(leader);
            etcd.awaitAll();
        }
    }

    /// The wall clocks of three quarters of the hosts jump, this way and that.
    @Test
    void noClockThatJumpsChangesAnything() throws Exception {
        var clocks = JumpingClocks.in(folder, SimulatedShop.PROCESSES);
        through(
                clocks::variables,
                (etcd, referee) -> {
                    for (int hours : List.of(1, -1, 0, -1, 1)) {
                        for (int i = 1; i < SimulatedShop.PROCESSES; i++) {
                            clocks.set(i, Duration.ofHours((i == 2 ? -1L : 1L) * hours));
                        }
                        clocks.areAsSet(referee);
                        say("clocks are %d h off".formatted(hours), soon(etcd, referee));
                        TestPool.sleep(Duration.ofSeconds(10));
                    }
                    assertThat(referee.heldBack.get()).as("presumed gone").isZero();
                });
    }

    private void through(Faults faults) throws Exception {
        through(_ -> Map.of(), faults);
    }

    /// @param variables of each process of hosts
    private void through(IntFunction<Map<String, String>> variables, Faults faults)
            throws Exception {
        shop().deploy("v1");
        try (var etcd = EtcdServer.start(folder, 3);
                var referee = new WorkersReferee(shop().plan(etcd, 0))) {
            for (int i = 0; i < SimulatedShop.PROCESSES; i++) {
                referee.start(shop().plan(etcd, i * SimulatedShop.EACH), variables.apply(i));
            }
            say("start", referee.awaitPermits(100, SimulatedShop.LONG));
            faults.happen(etcd, referee);
            referee.tellAll("rest");
            long begun = System.nanoTime();
            TestPool.await("all slots are free", () -> areFree(referee));
            System.out.printf(
                    "hosts=%d k=%d permits=%d held-back=%d most-away=%d offences=%s free=%.1f s%n",
                    SimulatedShop.PROCESSES * SimulatedShop.EACH,
                    SimulatedShop.BUDGET,
                    referee.permits.get(),
                    referee.heldBack.get(),
                    referee.mostAway(),
                    referee.offences,
                    (System.nanoTime() - begun) / 1e9);
            assertThat(referee.offences).isEmpty();
            assertThat(referee.mostAway()).isBetween(2, SimulatedShop.BUDGET);
        }
    }

    private static boolean areFree(WorkersReferee referee) {
        try {
            return referee.slots().isEmpty();
        } catch (StoreAway e) {
            return false;
        }
    }

    private static void kills(EtcdServer etcd, WorkersReferee referee) {
        int leader = etcd.leader();
        int follower = (leader + 1) % 3;
        etcd.kill(follower);
        say("a follower was killed", soon(etcd, referee));
        etcd.restart(follower);
        etcd.awaitAll();
        leader = etcd.leader();
        etcd.kill(leader);
        say("the leader was killed", soon(etcd, referee));
        etcd.restart(leader);
        etcd.awaitAll();
        List.of(0, 1, 2).forEach(etcd::kill);
        TestPool.sleep(Duration.ofSeconds(5));
        List.of(0, 1, 2).forEach(etcd::restart);
        etcd.awaitAll();
        say("all were killed; from when they serve again", soon(etcd, referee));
        referee.awaitPermits(50, SimulatedShop.LONG);
    }

    /// No more than ten seconds after there is a quorum.
    private static double soon(EtcdServer etcd, WorkersReferee referee) {
        etcd.awaitQuorum();
        double first = referee.awaitPermits(1, SimulatedShop.LONG);
        if (first > 10) {
            referee.offences.add("the next permit came after %.1f s".formatted(first));
        }
        referee.awaitPermits(20, SimulatedShop.LONG);
        return first;
    }

    private static void stops(EtcdServer etcd, WorkersReferee referee) {
        int leader = etcd.leader();
        etcd.signal("STOP", leader);
        say("the leader stands still", soon(etcd, referee));
        TestPool.sleep(Duration.ofSeconds(20));
        etcd.signal("CONT", leader);
        say("it goes on", soon(etcd, referee));
        stop(referee, 1, Duration.ofSeconds(25));
        say("50 hosts stood still for 25 s", soon(etcd, referee));
        leader = etcd.leader();
        etcd.signal("STOP", leader);
        stop(referee, 2, PRESUME_GONE.multipliedBy(5).dividedBy(2));
        say("50 hosts and the leader stood still for 150 s", soon(etcd, referee));
        etcd.signal("CONT", leader);
        stop(referee, 3, PRESUME_GONE.plusSeconds(30));
        say("50 hosts stood still for 90 s", soon(etcd, referee));
        assertThat(referee.heldBack.get()).as("held back").isPositive();
    }

    /// One host of that process stops all of it between a grant and the signal.
    private static void stop(WorkersReferee referee, int process, Duration time) {
        int before = referee.stopped.get();
        referee.tell(process, "stop-next");
        TestPool.await("it stands still", () -> referee.stopped.get() > before);
        TestPool.sleep(time);
        referee.signal("CONT", process);
    }

    private static void fullDisk(EtcdServer etcd, WorkersReferee referee, Path disk)
            throws Exception {
        Path fill = disk.resolve("fill");
        run("sh", "-c", "dd if=/dev/zero of=%s bs=1M 2>/dev/null || true".formatted(fill));
        say("the disk of a node is full", soon(etcd, referee));
        TestPool.sleep(Duration.ofSeconds(15));
        String node = etcd.runs(2) ? "runs" : "has ended";
        say("it still is, and the node " + node, soon(etcd, referee));
        Files.delete(fill);
        etcd.kill(2);
        etcd.restart(2);
        etcd.awaitAll();
        say("there is room again", soon(etcd, referee));
    }

    /// The planted fault: a host that stood still between the grant and the signal, until its slot
    /// was another's, signals all the same. The referee must see that, and see nothing of one that
    /// checks.
    @Test
    void withoutTheCheckBeforeTheSignalTheRefereeFindsIt() throws Exception {
        shop().deploy("v1");
        try (var etcd = EtcdServer.start(folder, 3);
                var right = new WorkersReferee(shop().single("right", etcd, 0, true));
                var wrong = new WorkersReferee(shop().single("wrong", etcd, 0, false))) {
            for (var referee : List.of(right, wrong)) {
                String group = referee == right ? "right" : "wrong";
                referee.start(shop().single(group, etcd, 0, referee == right));
                referee.awaitPermits(3, SimulatedShop.LONG);
                referee.tell(0, "stop-next");
                TestPool.await("it stands still", () -> referee.stopped.get() > 0);
                referee.start(shop().single(group, etcd, 1, referee == right));
            }
            int before = right.permits.get() + wrong.permits.get();
            assertThat(right.awaitPermits(1, SimulatedShop.LONG)).as("taken away").isNotNaN();
            wrong.awaitPermits(before > 0 ? 1 : 0, SimulatedShop.LONG);
            right.signal("CONT", 0);
            wrong.signal("CONT", 0);
            TestPool.await("held back", () -> right.heldBack.get() > 0);
            TestPool.await("an offence", () -> !wrong.offences.isEmpty());
            System.out.printf("right=%s wrong=%s%n", right.offences, wrong.offences);
            assertThat(right.offences).isEmpty();
        }
    }
}
