package dev.kidreaper.pool.served;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.front.Routing;
import dev.kidreaper.front.io.BackendEndpoint;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Limits;
import dev.kidreaper.model.Listening;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.RecyclePolicy;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.model.ServeSettings.Source;
import dev.kidreaper.model.Traffic;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.SimulatedTime;
import dev.kidreaper.pool.asked.Wishes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How many workers may go by their number at once, where others take long to start.
class SlowStartersTest {
    private final SimulatedTime time = new SimulatedTime();
    private final Map<Integer, SpawnedWorker> known = new HashMap<>();

    private static ServeSettings settings(int workers, int surge) {
        return new ServeSettings(
                "slow",
                new Listening.Inherited(),
                new Source.Spawned(List.of("worker"), workers, workers),
                Limits.NONE,
                100,
                0,
                surge,
                ServeSettings.Handing.USUAL,
                Duration.ofSeconds(1),
                RecyclePolicy.SPAWNED);
    }

    @ParameterizedTest
    @CsvSource({"5,1,1", "5,2,2", "5,0,1", "2,1,1", "1,1,0", "3,9,2"})
    void noMoreThanTheSurgeAreAway(int workers, int surge, int mayGo)
            throws LinuxException, Unreadable {
        ServeSettings settings = settings(workers, surge);
        var random = new Random(1);
        var starter = new SimulatedStarter(time, random, settings);
        var front = new Nobody();
        var spawnedWorkers = new SpawnedWorkers(settings, front, new Wishes());
        for (int i = 0; i < workers; i++) {
            SpawnedWorker worker = starter.start(front, known);
            spawnedWorkers.add(worker);
            time.pass(Duration.ofSeconds(20).toNanos());
            spawnedWorkers.served(worker, time.now());
        }
        assertThat(spawnedWorkers.spare()).isEqualTo(mayGo);
        if (mayGo > 0) {
            SpawnedWorker first = spawnedWorkers.all().iterator().next();
            first.leaves(spawnedWorkers.weight(first, RecycleCause.MAX_REQUESTS), time.now());
            assertThat(spawnedWorkers.spare()).isEqualTo(mayGo - 1);
        }
    }

    /// A front that no request comes to.
    private static final class Nobody implements Routing {
        @Override
        public void start() {}

        @Override
        public void join(int worker, BackendEndpoint at) {}

        @Override
        public void accepted(int worker, long inode) {}

        @Override
        public void leave(int worker) {}

        @Override
        public void resume(int worker) {}

        @Override
        public void prefer(int worker) {}

        @Override
        public Traffic traffic() {
            return Traffic.NONE;
        }

        @Override
        public void stop(Duration longest) {}
    }
}
