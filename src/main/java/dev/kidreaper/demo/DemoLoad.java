package dev.kidreaper.demo;

import dev.kidreaper.fcgi.NameValuePairs.Pair;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAccumulator;
import org.jspecify.annotations.Nullable;

/// The clients of the demo's pool. Each is a virtual thread that sends a request, waits for the
/// answer, pauses, and begins again.
final class DemoLoad implements AutoCloseable {
    private static final int CLIENTS = 8;
    private static final int SEED = 2007;
    private static final int LEAST_THINKING_MILLIS = 30;
    private static final int MOST_THINKING_MILLIS = 90;
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final int MOST_BYTES = 64 << 10;

    /// The mix of ten requests: see the pool's routes.
    private static final List<String> MIX =
            List.of("/ok", "/ok", "/ok", "/ok", "/ok", "/leak", "/leak", "/cow", "/cow", "/slow");

    private final FcgiClient client;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong served = new AtomicLong();
    private final AtomicLong cut = new AtomicLong();
    private final AtomicReference<@Nullable String> firstCut = new AtomicReference<>();
    private final LongAccumulator slowestNanos = new LongAccumulator(Math::max, 0);
    private volatile boolean stopping;

    /// Starts clients of the pool at an address.
    ///
    /// @param before what earlier clients have seen
    DemoLoad(SocketAddress pool, Tally before) {
        served.set(before.served());
        cut.set(before.cut());
        firstCut.set(before.firstCut().orElse(null));
        slowestNanos.accumulate(before.slowest().toNanos());
        client = new FcgiClient(pool, DEADLINE, MOST_BYTES);
        for (int i = 0; i < CLIENTS; i++) {
            var random = new SplittableRandom(SEED + i);
            threads.add(Thread.ofVirtual().name("client-" + i).start(() -> ask(random)));
        }
    }

    /// What the clients have seen so far.
    ///
    /// @param served requests whose client got its whole answer
    /// @param cut requests whose client did not get it
    /// @param firstCut what happened to the first of those; empty if there is none
    /// @param slowest the time of the slowest answer
    record Tally(long served, long cut, Optional<String> firstCut, Duration slowest) {
        static final Tally NONE = new Tally(0, 0, Optional.empty(), Duration.ZERO);
    }

    Tally tally() {
        return new Tally(
                served.get(),
                cut.get(),
                Optional.ofNullable(firstCut.get()),
                Duration.ofNanos(slowestNanos.get()));
    }

    private void ask(SplittableRandom random) {
        try {
            while (!stopping) {
                String route = MIX.get(random.nextInt(MIX.size()));
                long start = System.nanoTime();
                Answer answer = client.request(params(route), ByteBuffer.allocate(0));
                slowestNanos.accumulate(System.nanoTime() - start);
                count(route, answer);
                Thread.sleep(random.nextInt(LEAST_THINKING_MILLIS, MOST_THINKING_MILLIS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void count(String route, Answer answer) {
        Optional<String> why = answer.cut();
        if (why.isEmpty()) {
            served.incrementAndGet();
        } else {
            cut.incrementAndGet();
            firstCut.compareAndSet(null, "GET " + route + ": " + why.get());
        }
    }

    private static List<Pair> params(String route) {
        return List.of(
                new Pair("GATEWAY_INTERFACE", "CGI/1.1"),
                new Pair("SERVER_PROTOCOL", "HTTP/1.1"),
                new Pair("REQUEST_METHOD", "GET"),
                new Pair("SCRIPT_NAME", route),
                new Pair("REQUEST_URI", route),
                new Pair("QUERY_STRING", ""));
    }

    /// Lets each client get its last answer, and ends.
    @Override
    public void close() {
        stopping = true;
        try {
            for (Thread thread : threads) {
                thread.join(DEADLINE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        client.close();
    }
}
