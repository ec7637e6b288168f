package dev.kidreaper.pool.gated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.decide.Recognition;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.Limits;
import dev.kidreaper.model.MemorySample;
import dev.kidreaper.model.RecyclePolicy;
import dev.kidreaper.model.RunSettings;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.pool.DescriptorShare;
import dev.kidreaper.pool.Recorder;
import dev.kidreaper.pool.permit.PermitDesk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A pool whose manager we start, from its start to its end.
class GatedPoolIT {
    @TempDir private Path folder;

    private static final class Silence implements Recorder {
        @Override
        public void record(Event event) {
            // Nobody listens.
        }

        @Override
        public void record(List<MemorySample> readings) {
            // Nobody listens.
        }
    }

    @Test
    void aStopThatComesBeforeTheManagerIsNotLost() throws Exception {
        var settings =
                new RunSettings(
                        "web",
                        List.of("sleep", "3600"),
                        Limits.NONE,
                        0,
                        0,
                        false,
                        new RunSettings.Keeping(false, Duration.ofSeconds(5)),
                        RecyclePolicy.GATED);
        var pool =
                new GatedPool(
                        settings,
                        new GatedPool.LastWords(List.of("true"), folder.resolve("ledger")),
                        new Silence(),
                        () -> new PoolReader(Proc.ofMachine(), Recognition::of),
                        _ -> {
                            throw new AssertionError("nobody has grown");
                        },
                        new DescriptorShare(),
                        PermitDesk.NONE);
        pool.stop();
        var _ = pool.start();
        assertThat(pool.managerEnded().get(1, TimeUnit.MINUTES).code()).isNotZero();
    }
}
