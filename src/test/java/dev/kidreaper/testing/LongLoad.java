package dev.kidreaper.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// HTTP clients that hold their connections for long, and verify every answer: some keep theirs for
/// many requests, others get a stream of events, send slowly, or read slowly. The applications are
/// those in `pools`.
public final class LongLoad implements AutoCloseable {
    /// What one client does again and again.
    public enum Doing {
        /// Only where the server lets it.
        KEEPS_CONNECTION,
        GETS_EVENTS,
        SENDS_SLOWLY,
        READS_SLOWLY
    }

    private static final int REQUESTS_A_CONNECTION = 25;
    private static final int BODY_BYTES = 12_000;
    private static final int ANSWER_BYTES = 16 << 20;
    private static final int LONGEST_MILLIS = 90_000;
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d+)");

    private final int port;
    private final String quick;
    private final double seconds;
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger answered = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> clients = new ArrayList<>();

    private LongLoad(int port, String quick, double seconds) {
        this.port = port;
        this.quick = quick;
        this.seconds = seconds;
    }

    /// Starts a client of each sort.
    ///
    /// @param seconds how long a stream, a slow upload and a slow download take
    public static LongLoad on(int port, double seconds, List<Doing> doings) {
        return start(new LongLoad(port, "/?slow=0.01", seconds), doings);
    }

    /// Starts clients that keep their connections.
    ///
    /// @param path that they ask for
    public static LongLoad keeping(int port, int clients, String path) {
        var doings = Collections.nCopies(clients, Doing.KEEPS_CONNECTION);
        return start(new LongLoad(port, path, 1), doings);
    }

    private static LongLoad start(LongLoad load, List<Doing> doings) {
        for (Doing doing : doings) {
            load.clients.add(Thread.ofVirtual().start(() -> load.client(doing)));
        }
        return load;
    }

    private void client(Doing doing) {
        while (!over.get()) {
            var pauses = new Pauses();
            try (var socket = new Socket()) {
                socket.setSoTimeout(LONGEST_MILLIS);
                if (doing == Doing.READS_SLOWLY) {
                    socket.setReceiveBufferSize(1 << 16);
                }
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                switch (doing) {
                    case KEEPS_CONNECTION -> keep(socket, pauses);
                    case GETS_EVENTS -> events(socket);
                    case SENDS_SLOWLY -> send(socket, pauses);
                    case READS_SLOWLY -> read(socket, pauses);
                }
            } catch (IOException e) {
                failures.add(
                        "%s %s, longest pause of the client's own %s: %s"
                                .formatted(Instant.now(), doing, pauses.longest(), e.getMessage()));
            }
            TestPool.sleep(Duration.ofMillis(100));
        }
    }

    private void keep(Socket socket, Pauses pauses) throws IOException {
        boolean open = true;
        for (int i = 0; i < REQUESTS_A_CONNECTION && open && !over.get(); i++) {
            write(socket, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(quick));
            String head = head(socket.getInputStream());
            Matcher length = LENGTH.matcher(head);
            if (!head.startsWith("HTTP/1.1 200 ") || !length.find()) {
                throw new IOException("request " + i + " got '" + head + "'");
            }
            int bytes = Integer.parseInt(length.group(1));
            String body = text(socket.getInputStream().readNBytes(bytes));
            if (!body.endsWith("end\n")) {
                throw new IOException("request " + i + " was cut off: '" + body + "'");
            }
            answered.incrementAndGet();
            open = !head.toLowerCase(java.util.Locale.ROOT).contains("connection: close");
            pauses.pause(12);
        }
    }

    private void events(Socket socket) throws IOException {
        write(socket, "GET /?stream=%s HTTP/1.0\r\nHost: localhost\r\n\r\n".formatted(seconds));
        String answer = text(socket.getInputStream().readAllBytes());
        for (int i = 0; i < (int) (2 * seconds); i++) {
            if (!answer.contains("event " + i + "\n")) {
                throw new IOException("no event " + i + ": '" + answer + "'");
            }
        }
        finished(answer);
    }

    private void send(Socket socket, Pauses pauses) throws IOException {
        write(
                socket,
                "POST / HTTP/1.0\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
                        .formatted(BODY_BYTES));
        int parts = (int) (4 * seconds);
        for (int part = 0; part < parts; part++) {
            int bytes = BODY_BYTES * (part + 1) / parts - BODY_BYTES * part / parts;
            write(socket, "x".repeat(bytes));
            pauses.pause(250);
        }
        String answer = text(socket.getInputStream().readAllBytes());
        if (!answer.contains("length=" + BODY_BYTES)) {
            throw new IOException("sent " + BODY_BYTES + ", got '" + answer + "'");
        }
        finished(answer);
    }

    private void read(Socket socket, Pauses pauses) throws IOException {
        write(socket, "GET /?bytes=%d HTTP/1.0\r\nHost: localhost\r\n\r\n".formatted(ANSWER_BYTES));
        String head = head(socket.getInputStream());
        int parts = (int) (4 * seconds);
        int got = 0;
        byte[] last = {};
        for (int part = 0; part <= parts; part++) {
            int bytes = part == parts ? ANSWER_BYTES : ANSWER_BYTES / parts;
            byte[] some = socket.getInputStream().readNBytes(bytes);
            got += some.length;
            last = some.length == 0 ? last : some;
            pauses.pause(250);
        }
        if (got != ANSWER_BYTES) {
            throw new IOException("cut off after " + got + " bytes: " + head);
        }
        finished(text(last));
    }

    private void finished(String answer) throws IOException {
        if (!answer.endsWith("end\n")) {
            int from = Math.max(0, answer.length() - 200);
            throw new IOException("cut off: '" + answer.substring(from) + "'");
        }
        answered.incrementAndGet();
    }

    private static String head(InputStream from) throws IOException {
        var head = new ByteArrayOutputStream();
        int last = 0;
        while (last != 0x0d0a0d0a) {
            int next = from.read();
            if (next < 0) {
                break;
            }
            head.write(next);
            last = last << 8 | next;
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    /// How long a client paused on one connection: on a busy machine longer than it meant to, and a
    /// server may close the connection of a client that pauses for too long.
    private static final class Pauses {
        private long longestMillis;

        void pause(long millis) {
            long start = System.nanoTime();
            TestPool.sleep(Duration.ofMillis(millis));
            longestMillis = Math.max(longestMillis, (System.nanoTime() - start) / 1_000_000);
        }

        Duration longest() {
            return Duration.ofMillis(longestMillis);
        }
    }

    /// How many answers came whole.
    public int answered() {
        return answered.get();
    }

    /// What failed, by now.
    public List<String> failures() {
        return List.copyOf(failures);
    }

    /// Waits for the answers that are under way.
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
