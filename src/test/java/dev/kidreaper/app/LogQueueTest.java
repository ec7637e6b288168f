package dev.kidreaper.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A log that stands still for as long as the test likes.
@Timeout(20)
class LogQueueTest {
    private final CountDownLatch read = new CountDownLatch(1);
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    /// Waits as a pipe does that nobody reads.
    private final OutputStream pipe =
            new OutputStream() {
                @Override
                public void write(int one) {
                    await();
                    written.write(one);
                }

                @Override
                public void write(byte[] bytes, int from, int length) {
                    await();
                    written.write(bytes, from, length);
                }

                private void await() {
                    try {
                        read.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
            };

    private final LogQueue queue =
            new LogQueue(new PrintStream(pipe, true, StandardCharsets.UTF_8), true);

    private List<String> written() {
        for (int i = 0; i < 10; i++) {
            queue.flush(); // Each waits for a second at most.
        }
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void linesKeepTheirOrder() {
        read.countDown();
        for (int i = 0; i < 1000; i++) {
            queue.say(LogQueue.NOTICE, "event=" + i);
        }
        assertThat(written()).hasSize(1000).startsWith("<5>event=0").endsWith("<5>event=999");
    }

    @Test
    void nobodyWaitsForAReaderAndWhatWasDroppedIsCountedOnce() {
        String line = "x".repeat(1000);
        for (int i = 0; i < 5000; i++) {
            queue.sayIfCalm(LogQueue.NOTICE, line);
        }
        queue.say(LogQueue.WARNING, "event=worker-ended");
        long begun = System.nanoTime();
        queue.flush();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
        read.countDown();
        List<String> lines = written();
        List<String> told = lines.stream().filter(l -> l.contains("log-dropped")).toList();
        assertThat(told).hasSize(1);
        long dropped =
                Long.parseLong(told.getFirst().replaceAll("<4>event=log-dropped lines=", ""));
        assertThat(lines.stream().filter(l -> l.endsWith(line)).count() + dropped).isEqualTo(5000);
        assertThat(lines).contains("<4>event=worker-ended");
        assertThat(lines.size()).isLessThan(1200);
    }
}
