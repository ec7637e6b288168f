package dev.kidreaper.pool.gated;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What is remembered of one thread that asks.
class CallerTest {
    @SuppressWarnings("NullAway") // Whose thread it is does not matter here.
    @Test
    void itRemembersFewSockets() {
        var looks = new AtomicInteger();
        var caller =
                new Caller(
                        1,
                        null,
                        fd -> {
                            looks.incrementAndGet();
                            return new Door(fd, "socket:[" + fd + "]", true, true);
                        });
        for (int fd = 0; fd < 1000; fd++) {
            assertThat(caller.door(fd)).isSameAs(caller.door(fd));
        }
        assertThat(looks).hasValue(1000);
        caller.door(0);
        assertThat(looks).as("long forgotten").hasValue(1001);
    }
}
