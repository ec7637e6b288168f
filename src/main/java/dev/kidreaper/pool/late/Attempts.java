package dev.kidreaper.pool.late;

import dev.kidreaper.decide.Backoff;
import dev.kidreaper.model.LogWord;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Tries something on a thread of its own until it succeeds, ever more seldom.
public final class Attempts {
    private static final Duration TELL_AGAIN = Duration.ofHours(1);

    private final Attempt attempt;
    private final Consumer<Failure> failed;
    private final CountDownLatch first = new CountDownLatch(1);
    private final CountDownLatch stopping = new CountDownLatch(1);
    private String told = "";
    private long toldAt;

    /// One attempt.
    @FunctionalInterface
    public interface Attempt {
        /// Makes it.
        ///
        /// @throws IOException why it has failed, a sentence
        void make() throws IOException;
    }

    /// An attempt that has failed.
    ///
    /// @param why a sentence
    /// @param isNews whether that is to be said: it was not yet, or an hour ago
    /// @param next in how long it is tried again
    public record Failure(String why, boolean isNews, Duration next) {}

    private Attempts(Attempt attempt, Consumer<Failure> failed) {
        this.attempt = attempt;
        this.failed = failed;
    }

    /// Begins now.
    ///
    /// @param thread its name
    /// @param failed gets each failure, on that thread
    public static Attempts begin(String thread, Attempt attempt, Consumer<Failure> failed) {
        var attempts = new Attempts(attempt, failed);
        Thread.ofPlatform().name(thread).daemon().start(attempts::work);
        return attempts;
    }

    /// Waits until the first one has succeeded or failed.
    public void awaitFirst() {
        try {
            first.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// None is made any more. One that is on goes on.
    public void stop() {
        stopping.countDown();
    }

    private void work() {
        Backoff backoff = Backoff.NONE;
        try {
            do {
                String why = problem();
                if (why.isEmpty()) {
                    return;
                }
                backoff = new Backoff(backoff.failures() + 1);
                failed.accept(new Failure(why, isNews(why), backoff.pause()));
                first.countDown();
            } while (!stopping.await(backoff.pause().toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            first.countDown();
        }
    }

    /// Why it has failed; empty: it has not.
    private String problem() {
        try {
            attempt.make();
            return "";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        } catch (RuntimeException | OutOfMemoryError e) {
            return LogWord.bug(e);
        }
    }

    private boolean isNews(String why) {
        long now = System.nanoTime();
        boolean isNews = !why.equals(told) || now - toldAt >= TELL_AGAIN.toNanos();
        if (isNews) {
            told = why;
            toldAt = now;
        }
        return isNews;
    }
}
