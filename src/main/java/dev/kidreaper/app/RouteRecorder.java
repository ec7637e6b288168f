package dev.kidreaper.app;

import dev.kidreaper.attribution.Attribution;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.pool.served.RequestListener;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Which routes of a served pool grow its workers. A thread of its own reckons, so that requests
/// never wait for it: what it cannot take in time is left out.
final class RouteRecorder implements RequestListener {
    private static final int MOST_WAITING = 4096;

    /// To be woken for each request would cost more than to reckon.
    private static final Duration GATHERED = Duration.ofMillis(20);

    private static final long AT_ONCE_SECONDS = 1;

    private final BlockingQueue<Runnable> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Attribution attribution = new Attribution();

    /// @param pool its name
    RouteRecorder(String pool) {
        Thread.ofPlatform().name("routes-" + pool).daemon().start(this::work);
    }

    @Override
    public void answered(
            String method, String path, ProcessId worker, Footprint before, Footprint after) {
        if (before.rss() > 0) {
            waiting.offer(() -> attribution.add(method, path, worker, before.rss(), after.rss()));
        }
    }

    /// The routes, those with the most evidence against them first.
    CompletableFuture<List<Attribution.Row>> table() {
        var answer = new CompletableFuture<List<Attribution.Row>>();
        if (!waiting.offer(() -> answer.complete(attribution.table()))) {
            answer.complete(List.of());
        }
        return answer;
    }

    /// The route that grows the workers; empty when none stands out, or that is not known at once:
    /// none is named rather than an event kept back.
    Optional<Attribution.Row> standingOut() {
        List<Attribution.Row> rows =
                table().completeOnTimeout(List.of(), AT_ONCE_SECONDS, TimeUnit.SECONDS).join();
        return rows.stream().filter(Attribution.Row::standsOut).findFirst();
    }

    private void work() {
        try {
            while (true) {
                waiting.take().run();
                for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
                    next.run();
                }
                Thread.sleep(GATHERED);
            }
        } catch (InterruptedException e) {
            return; // Nobody interrupts it.
        }
    }
}
