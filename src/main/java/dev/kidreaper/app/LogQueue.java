package dev.kidreaper.app;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;

/// The lines of a daemon's log on their way to a stream, in the form that journald understands when
/// it listens (sd-daemon(3)). Whoever says a line never waits, even if nobody reads the stream: one
/// thread writes, and lines for which there is no room are counted. For any thread.
final class LogQueue implements AutoCloseable {
    static final int DEBUG = 7;
    static final int INFO = 6;
    static final int NOTICE = 5;
    static final int WARNING = 4;
    static final int ERROR = 3;

    /// The most that waits, in characters. What workers write gets half of it: it must not push out
    /// what happens to them.
    private static final int MOST = 1 << 20;

    /// What a line takes besides its characters, about.
    private static final int LINE = 64;

    private static final int LONGEST_LINE = 1 << 14;
    private static final long FLUSH_MILLIS = 1000;

    private final PrintStream to;
    private final boolean journal;
    private final ArrayDeque<String> lines = new ArrayDeque<>();
    private int size;
    private long dropped;
    private boolean writing;

    /// @param journal whether it is journald that reads the stream
    LogQueue(PrintStream to, boolean journal) {
        this.to = to;
        this.journal = journal;
        Thread.ofPlatform().name("log").daemon().start(this::work);
    }

    /// One that takes all that this program writes to standard error, until it is closed.
    static LogQueue onStandardError() {
        var queue = new LogQueue(System.err, System.getenv("JOURNAL_STREAM") != null);
        System.setErr(new PrintStream(queue.new Lines(), true, StandardCharsets.UTF_8));
        return queue;
    }

    /// Says a line.
    ///
    /// @param priority as syslog(3) has it
    void say(int priority, String line) {
        add(stamped(priority, line), MOST);
    }

    /// Says a line that may be dropped before others.
    void sayIfCalm(int priority, String line) {
        add(stamped(priority, line), MOST / 2);
    }

    /// Says a line as it is.
    void sayPlainly(String line) {
        add(line, MOST);
    }

    private String stamped(int priority, String line) {
        return journal
                ? "<" + priority + ">" + line
                : Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + line;
    }

    private synchronized void add(String line, int most) {
        if (size + line.length() + LINE > most) {
            dropped++;
            return;
        }
        size += line.length() + LINE;
        lines.add(line);
        notifyAll();
    }

    private void work() {
        try {
            while (true) {
                to.println(next());
            }
        } catch (InterruptedException e) {
            return; // Nobody interrupts it.
        }
    }

    /// The next line, or how many were dropped, as soon as whoever reads has nearly caught up.
    private synchronized String next() throws InterruptedException {
        writing = false;
        notifyAll();
        while (lines.isEmpty() && dropped == 0) {
            wait();
        }
        writing = true;
        if (dropped > 0 && size <= MOST / 4) {
            String told = stamped(WARNING, "event=log-dropped lines=" + dropped);
            dropped = 0;
            return told;
        }
        String line = lines.removeFirst();
        size -= line.length() + LINE;
        return line;
    }

    /// Waits a moment until all is written that was said.
    synchronized void flush() {
        long end = System.nanoTime() + FLUSH_MILLIS * 1_000_000;
        try {
            while (writing || !lines.isEmpty() || dropped > 0) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return; // Nobody reads it.
                }
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Has standard error be what it was.
    @Override
    public void close() {
        flush();
        System.setErr(to);
    }

    /// What others write to standard error, line by line.
    private final class Lines extends OutputStream {
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        @Override
        public synchronized void write(int one) {
            if (one != '\n') {
                line.write(one);
            }
            if (one == '\n' || line.size() >= LONGEST_LINE) {
                sayPlainly(line.toString(StandardCharsets.UTF_8));
                line.reset();
            }
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            for (int i = from; i < from + length; i++) {
                write(bytes[i]);
            }
        }
    }
}
