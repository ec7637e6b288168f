package dev.kidreaper.demo;

import dev.kidreaper.fcgi.FcgiRecord;
import dev.kidreaper.fcgi.MalformedRecord;
import dev.kidreaper.fcgi.NameValuePairs;
import dev.kidreaper.fcgi.RecordDecoder;
import dev.kidreaper.fcgi.RecordEncoder;
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

/// A FastCGI client that blocks its thread and uses each connection for one request. Many virtual
/// threads may use it at a time.
public final class FcgiClient implements AutoCloseable {
    private static final int REQUEST = 1;
    private static final int READ_BYTES = 16 << 10;

    private final SocketAddress address;
    private final Duration deadline;
    private final int mostBytes;
    private final ScheduledExecutorService alarm;

    /// A client of the pool at an address.
    ///
    /// @param deadline how long one request may take altogether
    /// @param mostBytes the longest answer that it accepts
    public FcgiClient(SocketAddress address, Duration deadline, int mostBytes) {
        this.address = address;
        this.deadline = deadline;
        this.mostBytes = mostBytes;
        this.alarm =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("fcgi-deadline").factory());
    }

    /// Sends one request and waits for its answer. If something goes wrong, the answer says so, so
    /// that the caller can count it.
    public Answer request(List<NameValuePairs.Pair> params, ByteBuffer stdin) {
        var received = new Received(mostBytes);
        String failure;
        try (SocketChannel channel = SocketChannel.open(address)) {
            failure = exchange(channel, message(params, stdin), received);
        } catch (IOException e) {
            failure = "no connection: " + e.getMessage();
        }
        return Answer.of(received.stdout.all(), received.end, failure);
    }

    private static ByteBuffer message(List<NameValuePairs.Pair> params, ByteBuffer stdin) {
        var frames = new ArrayList<FcgiRecord>();
        frames.add(new FcgiRecord.Begin(REQUEST, FcgiRecord.Begin.RESPONDER, false));
        frames.addAll(
                RecordEncoder.stream(
                        REQUEST, FcgiRecord.Stream.PARAMS, NameValuePairs.encode(params)));
        frames.addAll(RecordEncoder.stream(REQUEST, FcgiRecord.Stream.STDIN, stdin));
        return RecordEncoder.bytes(frames);
    }

    /// What went wrong; null if nothing did.
    private @Nullable String exchange(SocketChannel channel, ByteBuffer message, Received to) {
        // A blocking channel has no time limit, but closing it wakes the thread that waits for it.
        var bell =
                alarm.schedule(
                        () -> closeQuietly(channel), deadline.toMillis(), TimeUnit.MILLISECONDS);
        try {
            while (message.hasRemaining()) {
                channel.write(message);
            }
            var decoder = new RecordDecoder();
            ByteBuffer bytes = ByteBuffer.allocate(READ_BYTES);
            while (!to.isDone() && channel.read(bytes.clear()) >= 0) {
                decoder.feed(bytes.flip(), to::take);
            }
            return to.problem;
        } catch (AsynchronousCloseException e) {
            return "no answer within %d ms".formatted(deadline.toMillis());
        } catch (IOException e) {
            return "the connection broke: " + e.getMessage();
        } catch (MalformedRecord e) {
            return "the answer is not FastCGI: " + e.getMessage();
        } finally {
            bell.cancel(false);
        }
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It should end: the thread that waits for it gets an exception of its own.
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
        private FcgiRecord.@Nullable End end;
        private @Nullable String problem;

        Received(int mostBytes) {
            stdout = new BoundedBytes(mostBytes);
        }

        boolean isDone() {
            return end != null || problem != null;
        }

        void take(FcgiRecord fcgiRecord) {
            switch (fcgiRecord) {
                case FcgiRecord.Piece piece when piece.stream() == FcgiRecord.Stream.STDOUT -> {
                    try {
                        stdout.add(piece.content());
                    } catch (MalformedRecord e) {
                        problem = "the answer is too long: " + e.reason();
                    }
                }
                case FcgiRecord.End last -> end = last;
                case FcgiRecord.Piece _,
                        FcgiRecord.Begin _,
                        FcgiRecord.Abort _,
                        FcgiRecord.Other _ -> {}
            }
        }
    }
}
