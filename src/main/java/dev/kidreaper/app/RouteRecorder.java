package dev.kidreaper.app;

import dev.kidreaper.attribution.Attribution;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RouteGrowth;
import dev.kidreaper.pool.RequestListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Which routes of a served pool grow its workers. A thread of its own reckons, so that requests
/// never wait for it: what it cannot take in time is left out. So that nobody waits for it either,
/// it publishes what it has found, at most once a second.
final class RouteRecorder implements RequestListener {
    private static final int MOST_WAITING = 4096;

    /// To be woken for each request would cost more than to reckon.
    private static final Duration GATHERED = Duration.ofMillis(20);

    private static final long PUBLISH_NANOS = 1_000_000_000L;

    private final BlockingQueue<Answered> waiting = new ArrayBlockingQueue<>(MOST_WAITING);

    /// Those that are free, so that a request leaves no garbage.
    private final BlockingQueue<Answered> free = new ArrayBlockingQueue<>(MOST_WAITING);

    private final Attribution attribution = new Attribution();
    private volatile List<RouteGrowth> published = List.of();
    private boolean changed;
    private long nextPublish = System.nanoTime();

    /// A request that was answered.
    private static final class Answered {
        private String method = "";
        private String path = "";
        private @Nullable ProcessId worker;
        private long before;
        private long after;
    }

    /// @param pool its name
    RouteRecorder(String pool) {
        for (int i = 0; i < MOST_WAITING; i++) {
            free.offer(new Answered());
        }
        Thread.ofPlatform().name("routes-" + pool).daemon().start(this::work);
    }

    @Override
    public void answered(
            String method, String path, ProcessId worker, Footprint before, Footprint after) {
        Answered next = before.rss() > 0 ? free.poll() : null;
        if (next != null) {
            next.method = method;
            next.path = path;
            next.worker = worker;
            next.before = before.rss();
            next.after = after.rss();
            waiting.offer(next); // There are no more of them than places.
        }
    }

    @Override
    public List<RouteGrowth> routes() {
        return published;
    }

    private void work() {
        try {
            while (true) {
                take();
                if (changed && System.nanoTime() - nextPublish >= 0) {
                    published = attribution.table();
                    changed = false;
                    nextPublish = System.nanoTime() + PUBLISH_NANOS;
                }
                Thread.sleep(GATHERED);
            }
        } catch (InterruptedException e) {
            return; // Nobody interrupts it.
        }
    }

    /// Takes all that waits; waits for the first, but not longer than until the next publication.
    private void take() throws InterruptedException {
        @Nullable Answered next =
                changed
                        ? waiting.poll(nextPublish - System.nanoTime(), TimeUnit.NANOSECONDS)
                        : waiting.take();
        for (; next != null; next = waiting.poll()) {
            if (next.worker != null) {
                attribution.add(next.method, next.path, next.worker, next.before, next.after);
            }
            free.offer(next);
            changed = true;
        }
    }
}
