package dev.kidreaper.front;

import dev.kidreaper.model.Traffic;
import java.util.concurrent.atomic.LongAdder;

/// Counts what becomes of requests: see {@link Traffic}. The front's thread counts; any thread may
/// read, and waits for nobody.
final class TrafficCounters {
    private final LongAdder requests = new LongAdder();
    private final LongAdder cut = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder retried = new LongAdder();
    private final LongAdder aborted = new LongAdder();
    private volatile int waiting;
    private volatile int clients;

    void answered() {
        requests.increment();
    }

    void cut() {
        cut.increment();
    }

    void failed() {
        failed.increment();
    }

    void refused() {
        refused.increment();
    }

    void retried() {
        retried.increment();
    }

    void aborted() {
        aborted.increment();
    }

    /// Notes how many requests wait and how many connections are open now.
    void now(int waiting, int clients) {
        if (waiting != this.waiting || clients != this.clients) {
            this.waiting = waiting;
            this.clients = clients;
        }
    }

    /// All of it.
    Traffic traffic() {
        return new Traffic(
                requests.sum(),
                cut.sum(),
                failed.sum(),
                refused.sum(),
                retried.sum(),
                aborted.sum(),
                waiting,
                clients);
    }
}
