package dev.kidreaper.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Workers that hold connections for long: several at once, kept between requests, with streams,
/// slow uploads and slow downloads. Each is recycled, or reported and left alone; nobody is cut
/// off. The soak is `bench/worker-classes`.
class WorkerClassesIT {
    @ParameterizedTest
    @EnumSource
    void nobodyIsCutOff(WorkerClass workerClass) {
        var result = workerClass.recycle(3, 4, Duration.ofSeconds(40));
        assertThat(result.failures()).as(result.log()).isEmpty();
        assertThat(result.recycled()).isPositive();
        assertThat(result.answered()).isPositive();
    }
}
