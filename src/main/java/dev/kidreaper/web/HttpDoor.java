package dev.kidreaper.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.kidreaper.model.ListenAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// The daemon's door to HTTP: read-only, with bounds for whoever is slow or many. It holds no
/// thread while nobody asks.
/*
 * The JDK's server has its bounds as system properties, which it reads once. A request must be
 * there within five seconds; the clock for that ticks each five, so nobody costs a thread for more
 * than ten. The JDK's own bound for answers would end streams too, so there is one of ours: each
 * answer, and each part of a stream, is to be taken within ten seconds.
 */
public final class HttpDoor implements AutoCloseable {
    private static final Map<String, String> BOUNDS =
            Map.of(
                    "jdk.httpserver.maxConnections", "128",
                    "sun.net.httpserver.maxReqTime", "5",
                    "sun.net.httpserver.timerMillis", "5000",
                    "sun.net.httpserver.maxReqHeaders", "64",
                    "sun.net.httpserver.maxReqHeaderSize", "16384",
                    "sun.net.httpserver.drainAmount", "4096");

    private static final Map<String, String> SAFE =
            Map.of(
                    "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                            + " connect-src 'self'; base-uri 'none'; form-action 'none';"
                            + " frame-ancestors 'none'",
                    "X-Content-Type-Options",
                    "nosniff",
                    "Referrer-Policy",
                    "no-referrer",
                    "Cross-Origin-Resource-Policy",
                    "same-origin");

    private static final int MOST_THREADS = 128;
    private static final long TAKEN_WITHIN_SECONDS = 10;

    private final HttpServer server;
    private final HostCheck hosts;
    private final Answers answers;
    private final ThreadPoolExecutor threads;
    private final ScheduledThreadPoolExecutor alarm;

    /// Answers what is asked for.
    @FunctionalInterface
    public interface Answers {
        /// The answer.
        ///
        /// @throws WrongInquiry when there is none
        HttpAnswer answer(Inquiry inquiry) throws WrongInquiry;
    }

    private HttpDoor(HttpServer server, HostCheck hosts, Answers answers) {
        this.server = server;
        this.hosts = hosts;
        this.answers = answers;
        this.threads =
                new ThreadPoolExecutor(
                        0, MOST_THREADS, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), named());
        this.alarm = new ScheduledThreadPoolExecutor(1, named());
        alarm.setRemoveOnCancelPolicy(true);
        alarm.setKeepAliveTime(5, TimeUnit.SECONDS);
        alarm.allowCoreThreadTimeOut(true);
    }

    private static ThreadFactory named() {
        return Thread.ofPlatform().name("web-", 0).daemon().factory();
    }

    /// Opens it.
    ///
    /// @throws IOException when the address cannot be had
    public static HttpDoor open(ListenAddress at, HostCheck hosts, Answers answers)
            throws IOException {
        BOUNDS.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
        HttpServer server = HttpServer.create(new InetSocketAddress(at.host(), at.port()), 0);
        var door = new HttpDoor(server, hosts, answers);
        server.createContext("/", door::handle);
        server.setExecutor(door.threads);
        server.start();
        return door;
    }

    /// Where it is.
    public int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            SAFE.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            send(exchange, answer(exchange));
        }
    }

    private HttpAnswer answer(HttpExchange exchange) {
        var headers = exchange.getRequestHeaders();
        if (!hosts.isAllowed(headers.getFirst("Host"))) {
            return problem(421, "this is not the host that was asked for: see [web] names");
        }
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            return problem(405, "there is nothing to change here: only GET");
        }
        try {
            return answers.answer(Inquiry.of(exchange.getRequestURI(), headers::getFirst));
        } catch (WrongInquiry e) {
            return problem(e.status(), String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            return problem(400, "the address is not encoded as it should be");
        } catch (RuntimeException | OutOfMemoryError e) {
            return problem(500, "[BUG] " + e + ": please report this");
        }
    }

    private static HttpAnswer problem(int status, String detail) {
        return HttpAnswer.of(status, ProblemText.TYPE, ProblemText.of(status, detail));
    }

    private void send(HttpExchange exchange, HttpAnswer answer) throws IOException {
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", answer.type());
        answer.headers().forEach(headers::set);
        if (!headers.containsKey("Cache-Control")) {
            headers.set("Cache-Control", "no-cache");
        }
        headers.set("Vary", "Accept-Encoding");
        if (exchange.getRequestMethod().equals("HEAD") || answer.status() == 304) {
            exchange.sendResponseHeaders(answer.status(), -1);
            return;
        }
        boolean packed = !answer.endless() && accepts(exchange);
        if (packed) {
            headers.set("Content-Encoding", "gzip");
        }
        exchange.sendResponseHeaders(answer.status(), 0);
        OutputStream raw = exchange.getResponseBody();
        if (answer.endless()) {
            var watched = new WatchedStream(raw, () -> alarm(exchange));
            answer.body().write(watched);
            return;
        }
        Future<?> bell = alarm(exchange);
        try (OutputStream out = packed ? new GZIPOutputStream(raw, 8192) : raw) {
            answer.body().write(out);
        } finally {
            bell.cancel(false);
        }
    }

    /// Ends it when it is not taken in time.
    private Future<?> alarm(HttpExchange exchange) {
        return alarm.schedule(exchange::close, TAKEN_WITHIN_SECONDS, TimeUnit.SECONDS);
    }

    private static boolean accepts(HttpExchange exchange) {
        @Nullable String accepted = exchange.getRequestHeaders().getFirst("Accept-Encoding");
        return accepted != null && accepted.contains("gzip");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        alarm.shutdownNow();
    }
}
