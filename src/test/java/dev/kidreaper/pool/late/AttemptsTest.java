package dev.kidreaper.pool.late;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AttemptsTest {
    private final List<Attempts.Failure> failures = Collections.synchronizedList(new ArrayList<>());

    @Test
    void eachReasonIsNewsOnceAndThePausesGrow() throws Exception {
        var reasons = List.of("taken", "taken", "denied", "denied");
        var made = new AtomicInteger();
        var done = new CompletableFuture<Boolean>();
        Attempts.begin(
                "attempts",
                () -> {
                    int number = made.getAndIncrement();
                    if (number < reasons.size()) {
                        throw new IOException(reasons.get(number));
                    }
                    done.complete(true);
                },
                failures::add);

        assertThat(done.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(failures)
                .containsExactly(
                        new Attempts.Failure("taken", true, Duration.ofMillis(100)),
                        new Attempts.Failure("taken", false, Duration.ofMillis(200)),
                        new Attempts.Failure("denied", true, Duration.ofMillis(400)),
                        new Attempts.Failure("denied", false, Duration.ofMillis(800)));
    }

    @Test
    void aMistakeOfOursIsAFailureToo() {
        var attempts =
                Attempts.begin(
                        "attempts",
                        () -> {
                            throw new IllegalStateException("odd");
                        },
                        failures::add);

        attempts.awaitFirst();
        attempts.stop();
        assertThat(failures.getFirst().why()).startsWith("[BUG] ").contains("odd");
    }
}
