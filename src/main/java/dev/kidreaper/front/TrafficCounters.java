package dev.kidreaper.front;

import dev.kidreaper.model.Traffic;
import dev.kidreaper.tally.TimeCounter;
import java.util.concurrent.atomic.LongAdder;

/// Counts what becomes of requests: see {@link Traffic}. The front's thread counts; any thread may
/// read, and waits for nobody.
final class TrafficCounters {
    /// Over which a rate is told.
    private static final int SECONDS = 10;

    private static final long SECOND = 1_000_000_000L;

    /// Fewer may be somebody's who looks whether the application lives.
    private static final int ENOUGH_CLOSED = 100;

    private final LongAdder requests = new LongAdder();
    private final TimeCounter all = new TimeCounter();
    private final TimeCounter queued = new TimeCounter();
    private final LongAdder cut = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder retried = new LongAdder();
    private final LongAdder aborted = new LongAdder();
    private volatile int waiting;
    private volatile int clients;
    private volatile int busy;
    private volatile double perSecond;
    private final long[] sums = new long[SECONDS + 1];
    private final long[] times = new long[SECONDS + 1];
    private int seconds;
    private long begun;
    private long closing;
    private boolean told;

    /// A request has begun. Whether it is seen now that web servers close most of their connections
    /// after a request; once.
    ///
    /// @param keeps whether this one's is to stay open
    boolean isNewsOfClosing(boolean keeps) {
        begun++;
        closing += keeps ? 0 : 1;
        boolean news = !told && closing >= ENOUGH_CLOSED && 2 * closing > begun;
        told |= news;
        return news;
    }

    /// One was answered.
    ///
    /// @param waited how long it waited for its worker, in nanoseconds
    /// @param took how long it took in all, that wait too
    void answered(long waited, long took) {
        requests.increment();
        queued.add(waited);
        all.add(took);
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

    /// Notes how many workers have a request now, and how fast requests come.
    ///
    /// @param nanos the time now
    void tick(int atWork, long nanos) {
        busy = atWork;
        int last = (seconds + SECONDS) % sums.length; // The one before this.
        if (seconds > 0 && nanos - times[last] < SECOND) {
            return;
        }
        int at = seconds % sums.length;
        sums[at] = requests.sum();
        times[at] = nanos;
        int oldest = seconds < sums.length ? 0 : (seconds + 1) % sums.length;
        long took = nanos - times[oldest];
        perSecond = took <= 0 ? 0 : (sums[at] - sums[oldest]) * (double) SECOND / took;
        seconds++;
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
                clients,
                busy,
                perSecond,
                all.counts(),
                queued.counts());
    }
}
