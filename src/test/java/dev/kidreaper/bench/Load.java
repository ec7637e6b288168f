package dev.kidreaper.bench;

import dev.kidreaper.testing.CatalystPool;
import dev.kidreaper.testing.Nginx;
import dev.kidreaper.testing.Web;
import dev.kidreaper.testing.WebRequest;
import dev.kidreaper.testing.Wrk;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Clients of all sorts that load a pool until they are told to end: wrk, and beside it one client
/// of each sort that looks at every answer to its last byte.
final class Load implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration PER_BYTE = Duration.ofMillis(2);

    private final CatalystPool pool;
    private final Nginx nginx;
    private final Wrk wrk;
    private final AtomicBoolean over = new AtomicBoolean();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    final AtomicInteger verified = new AtomicInteger();
    final AtomicInteger bad = new AtomicInteger();
    final AtomicInteger cutSleeps = new AtomicInteger();

    private Load(CatalystPool pool, Nginx nginx, Wrk wrk) {
        this.pool = pool;
        this.nginx = nginx;
        this.wrk = wrk;
    }

    /// Starts loading.
    ///
    /// @param path what wrk asks for, on so many connections
    static Load start(Path folder, CatalystPool pool, Nginx nginx, int connections, String path) {
        var wrk = Wrk.start(folder, nginx.uri(path), connections, LONGEST);
        var load = new Load(pool, nginx, wrk);
        load.keepAsking(() -> load.get("/ok?n=1000"));
        load.keepAsking(() -> load.get("/large?mb=2"));
        load.keepAsking(load::sleep);
        load.keepAsking(load::upload);
        load.keepAsking(load::slowly);
        return load;
    }

    private interface Ask {
        boolean isAnswered() throws IOException;
    }

    private void keepAsking(Ask ask) {
        threads.execute(() -> {
            while (!over.get()) {
                verified.incrementAndGet();
                if (!isAnswered(ask)) {
                    bad.incrementAndGet();
                }
            }
        });
    }

    private static boolean isAnswered(Ask ask) {
        try {
            return ask.isAnswered();
        } catch (IOException | RuntimeException e) {
            System.err.println(e);
            return false;
        }
    }

    private boolean get(String path) throws IOException {
        return Web.get(nginx.uri(path)).isWhole();
    }

    /// A signal cuts a sleep of the application short: no failure of the answer, but a difference.
    private boolean sleep() throws IOException {
        var answer = Web.get(nginx.uri("/slow?s=0.3"));
        if (answer.isWhole() && answer.body().matches("(?s).*slept=0\\.[012].*")) {
            cutSleeps.incrementAndGet();
        }
        return answer.isWhole();
    }

    private boolean upload() throws IOException {
        var body = new byte[256 * 1024];
        new Random().nextBytes(body);
        var answer = Web.post(nginx.uri("/upload"), body);
        return answer.isWhole() && answer.body().contains("sha256=" + digest(body));
    }

    private boolean slowly() {
        var answer = WebRequest.sendSlowly(pool.socket(), "/ok", "n=1000", PER_BYTE).answer();
        return answer.contains("sum=500500") && answer.endsWith(CatalystPool.END_MARK);
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Ends wrk, and lets every other client have its last answer. What wrk saw.
    Wrk.Result end() {
        Wrk.Result seen = wrk.end();
        over.set(true);
        threads.shutdown();
        try {
            if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
                throw new AssertionError("a client still waits for its answer");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return seen;
    }

    @Override
    public void close() {
        over.set(true);
        threads.shutdownNow();
        wrk.close();
    }
}
