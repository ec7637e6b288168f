package dev.kidreaper.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A light load of HTTP clients that verify every answer, byte for byte: one connection a request.
public final class HttpLoad implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final Duration THINK = Duration.ofMillis(16);

    private final int port;
    private final Duration think;
    private static final Pattern LENGTH = Pattern.compile("(?i)\ncontent-length: (\\d+)");

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger answered = new AtomicInteger();
    private final Map<String, Integer> bodies = new ConcurrentHashMap<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> clients = new ArrayList<>();

    private HttpLoad(int port, Duration think) {
        this.port = port;
        this.think = think;
    }

    /// Starts one client for each path.
    public static HttpLoad on(int port, List<String> paths) {
        return on(port, paths, THINK);
    }

    /// Starts one client for each path.
    ///
    /// @param think how long each waits between an answer and its next request
    public static HttpLoad on(int port, List<String> paths, Duration think) {
        var load = new HttpLoad(port, think);
        for (String path : paths) {
            load.clients.add(Thread.ofVirtual().start(() -> load.client(path)));
        }
        return load;
    }

    private void client(String path) {
        while (!over.get()) {
            try {
                bodies.merge(get(port, path), 1, Integer::sum);
                answered.incrementAndGet();
            } catch (IOException e) {
                failures.add(Instant.now() + " " + path + ": " + e.getMessage());
            }
            TestPool.sleep(think);
        }
    }

    /// The whole answer to one request, verified.
    ///
    /// @throws IOException when it did not come, or not whole
    public static String get(int port, String path) throws IOException {
        return get(port, path, LONGEST);
    }

    /// The same, where it may take longer.
    public static String get(int port, String path, Duration longest) throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (var socket = new Socket()) {
            socket.setSoTimeout(Math.toIntExact(longest.toMillis()));
            socket.connect(address);
            String request = "GET " + path + " HTTP/1.0\r\nHost: localhost\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] bytes = socket.getInputStream().readAllBytes();
            var answer = new String(bytes, StandardCharsets.US_ASCII);
            int head = answer.indexOf("\r\n\r\n");
            if (!answer.matches("(?s)HTTP/1\\.[01] 200 .*") || head < 0) {
                throw new IOException("no answer but '" + answer + "'");
            }
            String body = answer.substring(head + 4);
            Matcher length = LENGTH.matcher(answer.substring(0, head)); // Apache drops that of CGI.
            boolean all = !length.find() || body.length() == Integer.parseInt(length.group(1));
            boolean ends = body.endsWith("end\n") || body.endsWith(CatalystPool.END_MARK);
            if (!ends || !all) {
                throw new IOException("cut off: '" + answer + "'");
            }
            return body;
        }
    }

    /// How many answers came whole.
    public int answered() {
        return answered.get();
    }

    /// How often each body came: most name the worker that answered.
    public Map<String, Integer> bodies() {
        return Map.copyOf(bodies);
    }

    /// What failed, by now.
    public List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        over.set(true);
        for (Thread client : clients) {
            try {
                client.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
