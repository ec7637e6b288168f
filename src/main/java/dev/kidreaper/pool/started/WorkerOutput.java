package dev.kidreaper.pool.started;

import dev.kidreaper.linux.Child;
import dev.kidreaper.linux.Epoll;
import dev.kidreaper.linux.IoBuffer;
import dev.kidreaper.linux.LinuxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Reads what all workers of a pool write to their standard output and standard error, line by
/// line, with one thread.
public final class WorkerOutput implements AutoCloseable {
    private static final int LONGEST_LINE = 4096;
    private static final int LAST_LINES = 5;

    /// One worker's.
    public static final class Source {
        private final Child.Output pipe;
        private final Consumer<String> lines;
        private final IoBuffer buffer = new IoBuffer(LONGEST_LINE);
        private final ArrayDeque<String> last = new ArrayDeque<>();
        private volatile boolean ended;

        private Source(Child.Output pipe, Consumer<String> lines) {
            this.pipe = pipe;
            this.lines = lines;
        }

        /// Its last lines, oldest first.
        public List<String> last() {
            synchronized (last) {
                return List.copyOf(last);
            }
        }

        /// Whether nobody can write to it any more, and all was read.
        boolean isEnded() {
            return ended;
        }

        /// Waits until nobody can write to it any more, and all was read.
        public void await(Duration longest) {
            long end = System.nanoTime() + longest.toNanos();
            while (!ended && System.nanoTime() - end < 0) {
                LockSupport.parkNanos(1_000_000);
            }
        }

        private void take() {
            int got = pipe.read(buffer);
            int from = 0;
            for (int i = 0; i < buffer.limit(); i++) {
                if (buffer.at(i) == '\n') {
                    line(from, i);
                    from = i + 1;
                }
            }
            if (from == 0 && (buffer.space() == 0 || (got < 0 && buffer.limit() > 0))) {
                line(0, buffer.limit());
                from = buffer.limit();
            }
            buffer.cut(0, from);
            ended = got < 0;
            if (ended) {
                buffer.close();
            }
        }

        private void line(int from, int to) {
            var bytes = new byte[to - from];
            buffer.copy(from, bytes, 0, bytes.length);
            String text = new String(bytes, StandardCharsets.UTF_8).stripTrailing();
            if (text.isEmpty()) {
                return;
            }
            synchronized (last) {
                last.addLast(text);
                if (last.size() > LAST_LINES) {
                    last.removeFirst();
                }
            }
            lines.accept(text);
        }
    }

    private final Epoll epoll;
    private final Map<Integer, Source> sources = new ConcurrentHashMap<>();
    private final AtomicInteger tokens = new AtomicInteger();
    private volatile boolean over;

    /// Begins to read.
    ///
    /// @param pool its name
    /// @throws LinuxException EMFILE when there are no more descriptors
    public WorkerOutput(String pool) throws LinuxException {
        epoll = new Epoll();
        Thread.ofPlatform().daemon().name("output-" + pool).start(this::work);
    }

    /// Reads that one too, until its end.
    ///
    /// @param lines gets each line
    /// @throws LinuxException ENOMEM when the kernel has no room for it, EBADF when nothing is read
    ///   any more
    public synchronized Source follow(Child.Output pipe, Consumer<String> lines)
            throws LinuxException {
        var source = new Source(pipe, lines);
        int token = tokens.getAndIncrement();
        sources.put(token, source);
        try {
            epoll.addOutput(pipe, token);
        } catch (LinuxException e) {
            sources.remove(token);
            throw e;
        }
        return source;
    }

    private void work() {
        try {
            while (!over) {
                read(epoll.await(1000));
            }
        } catch (LinuxException e) {
            over = true; // The kernel refuses to wait: there is nothing to read with.
        }
        end();
    }

    private void read(int events) {
        for (int i = 0; i < events; i++) {
            Source source = sources.get(epoll.token(i));
            if (source != null) {
                source.take();
                if (source.isEnded()) {
                    sources.remove(epoll.token(i));
                    source.pipe.close();
                }
            }
        }
    }

    private synchronized void end() {
        epoll.close();
    }

    /// Reads no more. Processes that live on can still write.
    @Override
    public synchronized void close() {
        over = true;
        epoll.wake();
    }
}
