package dev.kidreaper.front;

import dev.kidreaper.front.io.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/// The requests that were given to workers a moment ago. One that its worker does not read is taken
/// back. For the front's thread.
/*
 * A worker that has answered may be at work still (`psgix.cleanup`, `fastcgi_finish_request()`), or
 * may never read that connection again (threads that accept in turn). To know it beforehand, the
 * kernel would have to be asked before each request, nearly always in vain. So a request is given
 * at once, and only one that is not answered soon is looked at. What a worker has not read can be
 * taken out of its end of the connection: then it never will, and nothing is done twice.
 */
final class UnreadRequests {
    private static final long FIRST_LOOK_NANOS = 5_000_000;
    private static final long LONGEST_PAUSE_NANOS = 1_000_000_000;

    /// A worker that does not sleep may be about to read, where many want the processor.
    private static final long AWAKE_NANOS = 80_000_000;

    private static final int MOST_DOUBLINGS = 6;

    /// One to be looked at again.
    private record Later(Exchange exchange, long at, long pause) {}

    private final EventLoop eventLoop;
    private final Workers workers;
    private final BiPredicate<Exchange, Workers.Look> takeBack;
    private final ArrayDeque<Exchange> given = new ArrayDeque<>();
    private final List<Later> later = new ArrayList<>();

    /// @param takeBack takes one back if it can, since its worker does something else
    UnreadRequests(
            EventLoop eventLoop, Workers workers, BiPredicate<Exchange, Workers.Look> takeBack) {
        this.eventLoop = eventLoop;
        this.workers = workers;
        this.takeBack = takeBack;
    }

    /// A request was given to a worker.
    void given(Exchange exchange) {
        given.addLast(exchange);
    }

    /// Whether none is to be looked at.
    boolean isEmpty() {
        return given.isEmpty() && later.isEmpty();
    }

    /// Looks at those that are due.
    void look() {
        long now = eventLoop.now();
        for (Exchange first = given.peekFirst();
                first != null && now - first.givenAt() >= FIRST_LOOK_NANOS;
                first = given.peekFirst()) {
            given.pollFirst();
            look(first, FIRST_LOOK_NANOS, now);
        }
        if (!later.isEmpty()) {
            List<Later> all = List.copyOf(later);
            later.clear();
            for (Later one : all) {
                if (now - one.at < 0) {
                    later.add(one);
                } else {
                    look(one.exchange, Math.min(LONGEST_PAUSE_NANOS, 2 * one.pause), now);
                }
            }
        }
    }

    private void look(Exchange exchange, long pause, long now) {
        if (!exchange.isUnanswered()) {
            return;
        }
        Workers.Look worker = workers.look(exchange.backend().worker);
        if (worker == null || !exchange.isUnread(worker)) {
            return;
        }
        int before = Math.min(MOST_DOUBLINGS, exchange.request().takenBack);
        boolean elsewhere = worker.isAsleep() || now - exchange.givenAt() >= AWAKE_NANOS << before;
        if (!elsewhere || !takeBack.test(exchange, worker)) {
            later.add(new Later(exchange, now + pause, pause));
        }
    }
}
