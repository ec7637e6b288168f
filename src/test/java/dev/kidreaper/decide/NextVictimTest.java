package dev.kidreaper.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.PerlProfiles;
import dev.kidreaper.model.Pool;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Size;
import dev.kidreaper.model.Worker;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class NextVictimTest {
    private static final Limit LIMIT = new Limit(Measure.USS, Size.parse("100M"));
    private static final Duration OLD = Duration.ofMinutes(5);

    @Test
    void theLargestThatHasReachedTheLimitGoesFirst() {
        var pool = pool(worker(1, OLD, "99M"), worker(2, OLD, "100M"), worker(3, OLD, "150M"));
        assertThat(victim(pool, Set.of())).isEqualTo(3);
        assertThat(victim(pool, Set.of(3))).isEqualTo(2);
        assertThat(victim(pool, Set.of(2, 3))).isZero();
    }

    @Test
    void aNewbornIsLeftAloneHoweverLarge() {
        assertThat(victim(pool(worker(1, Duration.ofMillis(1999), "1G")), Set.of())).isZero();
        assertThat(victim(pool(worker(1, Duration.ofSeconds(2), "1G")), Set.of())).isEqualTo(1);
    }

    @Test
    void aReplacementIsNotRecycledInTheRunThatMadeIt() {
        var pool = pool(worker(1, OLD, "1G"), worker(2, OLD, "2G"));
        var next =
                NextVictim.choose(pool, Measure.USS, LIMIT, Set.of(id(1)), Set.of(), Pace.DEFAULT);
        assertThat(next.orElseThrow().worker().id().pid()).isEqualTo(1);
    }

    @Test
    void withoutALimitAllGo() {
        var pool = pool(worker(1, OLD, "1M"), worker(2, OLD, "2M"));
        assertThat(NextVictim.all(pool, Measure.USS, null, Pace.DEFAULT))
                .extracting(w -> w.id().pid())
                .containsExactly(2, 1);
    }

    @Test
    void theBirthWeightIsThatOfAWorkerThatHasHardlyWorked() {
        var fresh = new Worker(id(1), OLD, Duration.ofMillis(10), "perl-fcgi", footprint("1M"));
        var pool = pool(fresh, worker(2, OLD, "500K"));
        var birth = BirthWeight.known(pool, Measure.USS).orElseThrow();
        assertThat(birth.size()).isEqualTo(Size.parse("1M"));
        assertThat(birth.reaches(new Limit(Measure.USS, Size.parse("1M")))).isTrue();
        assertThat(birth.reaches(LIMIT)).isFalse();
        assertThat(birth.tooHeavyFor(LIMIT)).contains("100M", "1.00M", "worker 1");
    }

    @Test
    void aWorkerThatOutgrewItsManagerIsNotFresh() {
        var grown =
                new Worker(
                        id(1),
                        OLD,
                        Duration.ZERO,
                        "perl-fcgi",
                        new Footprint(0, 99 << 20, 0, 9, 0));
        assertThat(BirthWeight.known(pool(grown), Measure.USS)).isEmpty();
    }

    @Test
    void theAddressSpaceIsInheritedFromTheManager() {
        var pool = pool(worker(1, OLD, "500M"));
        assertThat(BirthWeight.known(pool, Measure.VSZ).orElseThrow().size())
                .isEqualTo(Size.parse("126M"));
        assertThat(BirthWeight.known(pool, Measure.USS)).isEmpty();
    }

    private static int victim(Pool pool, Set<Integer> done) {
        var all = pool.workers().stream().map(Worker::id).collect(Collectors.toSet());
        var dealt = all.stream().filter(i -> done.contains(i.pid())).collect(Collectors.toSet());
        return NextVictim.choose(pool, Measure.USS, LIMIT, all, dealt, Pace.DEFAULT)
                .map(v -> v.worker().id().pid())
                .orElse(0);
    }

    private static Pool pool(Worker... workers) {
        long vsz = Size.parse("126M").bytes();
        var manager =
                new Manager(
                        new ProcessId(900, 1),
                        1,
                        "perl-fcgi-pm [X]",
                        Footprint.cheap(vsz, 20 << 20),
                        PerlProfiles.FCGI_PROCMANAGER);
        return new Pool(manager, Arrays.asList(workers));
    }

    private static Worker worker(int pid, Duration age, String uss) {
        return new Worker(id(pid), age, Duration.ofMinutes(1), "perl-fcgi", footprint(uss));
    }

    private static Footprint footprint(String uss) {
        return new Footprint(200 << 20, 20 << 20, 5, Size.parse(uss).bytes(), 0);
    }

    private static ProcessId id(int pid) {
        return new ProcessId(pid, 7);
    }
}
