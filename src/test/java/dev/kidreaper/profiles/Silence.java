package dev.kidreaper.profiles;

import dev.kidreaper.testing.HttpLoad;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/// The longest time without an answer to clients that ask all the time.
final class Silence {
    private static final int CLIENTS = 4;

    private final AtomicBoolean over = new AtomicBoolean();
    private final CompletableFuture<?> clients;
    private long last = System.nanoTime();
    private long longest;
    private int failed;

    Silence(int port) {
        var each = new CompletableFuture<?>[CLIENTS];
        for (int i = 0; i < CLIENTS; i++) {
            var ended = new CompletableFuture<Void>();
            Thread.ofVirtual()
                    .start(() -> {
                        ask(port);
                        ended.complete(null);
                    });
            each[i] = ended;
        }
        clients = CompletableFuture.allOf(each);
    }

    /// What was seen.
    ///
    /// @param failed how many requests got no answer, or a broken one
    record Seen(Duration longest, int failed) {}

    private void ask(int port) {
        while (!over.get()) {
            try {
                HttpLoad.get(port, "/");
                answered();
            } catch (IOException e) {
                failed();
                TestPool.sleep(Duration.ofMillis(50));
            }
            TestPool.sleep(Duration.ofMillis(20));
        }
    }

    private synchronized void answered() {
        long now = System.nanoTime();
        longest = Math.max(longest, now - last);
        last = now;
    }

    private synchronized void failed() {
        failed++;
    }

    Seen end() {
        over.set(true);
        clients.join();
        answered();
        return new Seen(Duration.ofNanos(longest), failed);
    }
}
