package dev.kidreaper.pool;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// The messages that other threads leave for the one that owns a pool's state.
public final class Mailbox {
    private final BlockingQueue<Runnable> messages = new LinkedBlockingQueue<>();

    /// Has the owning thread do something, soon. For any thread.
    public void tell(Runnable message) {
        messages.add(message);
    }

    /// Has the owning thread answer something, soon. For any thread.
    public <T> CompletableFuture<T> ask(Supplier<T> question) {
        var answer = new CompletableFuture<T>();
        tell(() -> answer.complete(question.get()));
        return answer;
    }

    /// Does what the messages say, and waits for the first one. For the owning thread.
    ///
    /// @param longest to wait
    public void await(Duration longest) throws InterruptedException {
        Runnable message = messages.poll(longest.toNanos(), TimeUnit.NANOSECONDS);
        while (message != null) {
            message.run();
            message = messages.poll();
        }
    }
}
