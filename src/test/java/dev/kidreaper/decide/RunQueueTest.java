package dev.kidreaper.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.PerlProfiles;
import dev.kidreaper.model.Pool;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Worker;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RunQueueTest {
    private final Pool pool = pool(1, 2, 3);
    private final RunQueue queue = new RunQueue(pool, Measure.RSS, null, Pace.DEFAULT);

    @Test
    void eachGoesOnceTheLargestFirst() {
        for (int worker = 3; worker > 0; worker--) {
            assertThat(next(pool)).isEqualTo(worker);
            queue.begin(id(worker));
            assertThat(queue.left(pool)).isEqualTo(worker - 1);
            queue.end(id(worker));
        }
        assertThat(next(pool)).isZero();
    }

    @Test
    void oneThatWasBusyComesAfterTheOthers() {
        queue.begin(id(3));
        queue.putBehind(id(3));
        assertThat(queue.isBehind(id(3))).isTrue();
        assertThat(next(pool)).isEqualTo(2);
        queue.end(id(2));
        queue.end(id(1));
        assertThat(next(pool)).isEqualTo(3);
        assertThat(queue.left(pool)).isEqualTo(1);
    }

    @Test
    void oneStaysToServe() {
        queue.begin(id(3));
        queue.begin(id(2));
        assertThat(next(pool)).as("the last one").isZero();
        queue.end(id(2));
        assertThat(next(pool)).isEqualTo(1);
    }

    @Test
    void onlyAWorkerThatHasItsPoolToItselfIsNotReplacedFirst() {
        Pool alone = pool(1);
        var only = new RunQueue(alone, Measure.RSS, null, Pace.DEFAULT);
        assertThat(only.next(alone)).isPresent();
    }

    @Test
    void whatCameLaterIsNotRecycled() {
        queue.end(id(3));
        queue.end(id(2));
        queue.end(id(1));
        assertThat(next(pool(1, 2, 3, 4))).isZero();
        assertThat(queue.left(pool(1, 2, 3, 4))).isZero();
    }

    private int next(Pool latest) {
        return queue.next(latest).map(v -> v.worker().id().pid()).orElse(0);
    }

    /// Each as large as its pid says.
    private static Pool pool(int... pids) {
        var manager =
                new Manager(
                        new ProcessId(900, 1),
                        1,
                        "perl-fcgi-pm [X]",
                        Footprint.cheap(126 << 20, 20 << 20),
                        PerlProfiles.FCGI_PROCMANAGER);
        return new Pool(manager, IntStream.of(pids).mapToObj(RunQueueTest::worker).toList());
    }

    private static Worker worker(int pid) {
        var age = Duration.ofMinutes(5);
        return new Worker(id(pid), age, age, "perl-fcgi", Footprint.cheap(126 << 20, pid << 20));
    }

    private static ProcessId id(int pid) {
        return new ProcessId(pid, 7);
    }
}
