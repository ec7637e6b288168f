package dev.kidreaper.web.api;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One who follows what happens: what is to be sent to whom waits here, and if too much waits, the
/// stream ends. A browser then comes again, and goes on from the last event that it has.
final class EventStream {
    private static final int MOST_WAITING = 256;
    private static final long COMMENT_EVERY_MILLIS = TimeUnit.SECONDS.toMillis(15);

    private record Part(long event, String text) {}

    private final OutputStream out;
    private final Deque<Part> waiting = new ArrayDeque<>();
    private boolean ended;

    EventStream(OutputStream out) {
        this.out = out;
    }

    /// Sends the first words, and the whole status.
    void begin(String status) throws IOException {
        write("retry: 2000\nevent: status\ndata: " + status + "\n\n");
    }

    /// Sends one event.
    void event(long id, String text) throws IOException {
        write(frame(id, text));
    }

    private static String frame(long id, String text) {
        return "id: " + id + "\nevent: event\ndata: " + text + "\n\n";
    }

    synchronized void offerEvent(long id, String text) {
        offer(new Part(id, frame(id, text)));
    }

    synchronized void offerStatus(String text) {
        offer(new Part(0, "event: status\ndata: " + text + "\n\n"));
    }

    private void offer(Part part) {
        if (waiting.size() >= MOST_WAITING) {
            ended = true;
        } else {
            waiting.addLast(part);
        }
        notifyAll();
    }

    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /// Sends what comes until whoever follows has gone, or it ends.
    ///
    /// @param told the last event that was sent already
    void go(long told) throws IOException {
        String text = next(told);
        while (text != null) {
            write(text);
            text = next(told);
        }
    }

    /// What is to be sent next; null: nothing any more.
    private synchronized @Nullable String next(long told) {
        try {
            long until = System.nanoTime() / 1_000_000 + COMMENT_EVERY_MILLIS;
            while (!ended) {
                Part part = waiting.pollFirst();
                if (part != null && (part.event == 0 || part.event > told)) {
                    return part.text;
                }
                long left = until - System.nanoTime() / 1_000_000;
                if (part == null && left <= 0) {
                    return ": still here\n\n";
                }
                if (part == null) {
                    wait(left);
                }
            }
            return null;
        } catch (InterruptedException e) {
            return null; // The daemon ends.
        }
    }

    private void write(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(bytes, 0, bytes.length);
    }
}
