package dev.kidreaper.pool.served;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Event;
import dev.kidreaper.model.Limits;
import dev.kidreaper.model.Listening;
import dev.kidreaper.model.MemorySample;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.RecyclePolicy;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.model.ServeSettings.Source;
import dev.kidreaper.model.Size;
import dev.kidreaper.pool.MachineMemory;
import dev.kidreaper.pool.Recorder;
import dev.kidreaper.pool.SimulatedTime;
import dev.kidreaper.pool.permit.PermitDesk;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// A worker that has exited before the pool has looked at what is missing.
class HastyWorkersTest {
    /// With this seed the first three workers start.
    private static final long SEED = 3;

    private final SimulatedTime time = new SimulatedTime();
    private final BlockingQueue<Outcome.Recycled> recycled = new LinkedBlockingQueue<>();
    private final ServeSettings settings =
            new ServeSettings(
                    "hasty",
                    new Listening.Inherited(),
                    new Source.Spawned(List.of("worker"), 2, 2),
                    Limits.NONE,
                    100,
                    0,
                    1,
                    ServeSettings.Handing.USUAL,
                    Duration.ofSeconds(1),
                    RecyclePolicy.SPAWNED);

    @Test
    void whoWasStartedInItsPlaceIsNamedAllTheSame() throws Exception {
        var random = new Random(SEED);
        var starter = new SimulatedStarter(time, random, settings);
        SpawnedPool pool = pool(starter, random);
        pool.turn(Duration.ZERO);
        assertThat(pool.known()).hasSize(2);
        pool.known().keySet().forEach(pool::onReady);
        pool.turn(Duration.ZERO);
        time.pass(Duration.ofMinutes(1).toNanos());

        int number = pool.known().keySet().iterator().next();
        SpawnedWorker worker = requireNonNull(pool.known().get(number));
        pool.tell(() -> pool.goes(worker, RecycleCause.LIMIT));
        pool.onReleased(number);
        requireNonNull(starter.running().get(number)).worker.exit();
        pool.onExit(number);
        pool.turn(Duration.ZERO);

        Outcome.Recycled outcome = recycled.poll(10, TimeUnit.SECONDS);
        assertThat(outcome).isNotNull();
        assertThat(outcome.worker()).isEqualTo(worker.id);
        List<ProcessId> others = pool.known().values().stream().map(w -> w.id).toList();
        assertThat(others).hasSize(2).doesNotContain(worker.id).contains(outcome.replacedBy());
        assertThat(outcome.replacedBy()).isEqualTo(new ProcessId(1003, 3));
    }

    private SpawnedPool pool(SimulatedStarter starter, Random random) throws Exception {
        var silence = new SpawnedSimulation.Silence();
        var report =
                new PoolReporter(
                        "hasty",
                        new ProcessId(1, 0),
                        new Book(),
                        _ -> {},
                        silence,
                        PermitDesk.NONE);
        var seeing =
                new SimulatedFront.Observer() {
                    @Override
                    public void worked(int number) {}

                    @Override
                    public void leaves(int number, boolean byPermit) {}
                };
        var base =
                new ServedPoolParts.Base(
                        settings,
                        report,
                        silence,
                        () -> {},
                        workers -> new SimulatedFront(time, random, workers, seeing),
                        time::now);
        var around =
                new SpawnedSurroundings(starter, new Machine(), new Size(2L << 30), time.clock());
        return new SpawnedPool(base, (Source.Spawned) settings.workers(), around);
    }

    private final class Book implements Recorder {
        @Override
        public void record(Event event) {
            if (event instanceof Event.Ended ended
                    && ended.outcome() instanceof Outcome.Recycled one) {
                recycled.add(one);
            }
        }

        @Override
        public void record(List<MemorySample> readings) {}
    }

    private static final class Machine implements MachineMemory {
        @Override
        public Size available() {
            return new Size(2L << 30);
        }

        @Override
        public double pressure() {
            return 0;
        }
    }
}
