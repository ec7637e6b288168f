package dev.kidreaper.demo;

import dev.kidreaper.fcgi.Frame;
import dev.kidreaper.fcgi.FrameDecoder;
import dev.kidreaper.fcgi.FrameEncoder;
import dev.kidreaper.fcgi.Malformed;
import dev.kidreaper.fcgi.Pairs;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A FastCGI client that blocks its thread and uses each connection for one request. For many
/// virtual threads at a time.
public final class FcgiClient implements AutoCloseable {
    private static final int REQUEST = 1;
    private static final int READ_BYTES = 16 << 10;

    private final SocketAddress address;
    private final Duration deadline;
    private final int mostBytes;
    private final ScheduledExecutorService alarm;

    /// A client of the pool that listens there.
    ///
    /// @param deadline how long one request may take altogether
    /// @param mostBytes the longest answer that is taken
    public FcgiClient(SocketAddress address, Duration deadline, int mostBytes) {
        this.address = address;
        this.deadline = deadline;
        this.mostBytes = mostBytes;
        this.alarm =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("fcgi-deadline").factory());
    }

    /// Sends one request and waits for its answer. What goes wrong on the way is in the answer: a
    /// client of a pool counts it.
    public Answer request(List<Pairs.Pair> params, ByteBuffer stdin) {
        var received = new Received(mostBytes);
        String failure;
        try (SocketChannel channel = SocketChannel.open(address)) {
            failure = exchange(channel, message(params, stdin), received);
        } catch (IOException e) {
            failure = "no connection: " + e.getMessage();
        }
        return Answer.of(received.stdout.all(), received.end, failure);
    }

    private static ByteBuffer message(List<Pairs.Pair> params, ByteBuffer stdin) {
        var frames = new ArrayList<Frame>();
        frames.add(new Frame.Begin(REQUEST, Frame.Begin.RESPONDER, false));
        frames.addAll(FrameEncoder.stream(REQUEST, Frame.Stream.PARAMS, Pairs.encode(params)));
        frames.addAll(FrameEncoder.stream(REQUEST, Frame.Stream.STDIN, stdin));
        return FrameEncoder.bytes(frames);
    }

    /// What went wrong; null when nothing did.
    private @Nullable String exchange(SocketChannel channel, ByteBuffer message, Received to) {
        // A blocking channel has no time limit of its own, but closing it wakes who waits for it.
        var bell =
                alarm.schedule(
                        () -> closeQuietly(channel), deadline.toMillis(), TimeUnit.MILLISECONDS);
        try {
            while (message.hasRemaining()) {
                channel.write(message);
            }
            var decoder = new FrameDecoder();
            ByteBuffer bytes = ByteBuffer.allocate(READ_BYTES);
            while (!to.isDone() && channel.read(bytes.clear()) >= 0) {
                decoder.feed(bytes.flip(), to::take);
            }
            return to.problem;
        } catch (AsynchronousCloseException e) {
            return "no answer within %d ms".formatted(deadline.toMillis());
        } catch (IOException e) {
            return "the connection broke: " + e.getMessage();
        } catch (Malformed e) {
            return "the answer is no FastCGI: " + e.getMessage();
        } finally {
            bell.cancel(false);
        }
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It was to be given up: whoever waits for it is told by its own exception.
            return;
        }
    }

    @Override
    public void close() {
        alarm.shutdownNow();
    }

    /// What has come so far.
    private static final class Received {
        private final BoundedBytes stdout;
        private Frame.@Nullable End end;
        private @Nullable String problem;

        Received(int mostBytes) {
            stdout = new BoundedBytes(mostBytes);
        }

        boolean isDone() {
            return end != null || problem != null;
        }

        void take(Frame frame) {
            switch (frame) {
                case Frame.Piece piece when piece.stream() == Frame.Stream.STDOUT -> {
                    try {
                        stdout.add(piece.content());
                    } catch (Malformed e) {
                        problem = "the answer is too long: " + e.reason();
                    }
                }
                case Frame.End last -> end = last;
                case Frame.Piece _, Frame.Begin _, Frame.Abort _, Frame.Other _ -> {}
            }
        }
    }
}
