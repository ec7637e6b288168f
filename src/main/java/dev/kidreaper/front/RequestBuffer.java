package dev.kidreaper.front;

import dev.kidreaper.fcgi.MalformedRecord;
import dev.kidreaper.fcgi.ParamsScanner;
import dev.kidreaper.fcgi.RecordHeader;
import dev.kidreaper.front.io.BufferPool;
import dev.kidreaper.front.io.ByteSink;
import dev.kidreaper.linux.IoBuffer;
import dev.kidreaper.linux.LinuxException;
import org.jspecify.annotations.Nullable;

/// The bytes of one connection's request that are on their way to a worker. For the front's thread.
/*
 * The buffer holds, in this order: what was sent to the worker (kept as long as all of the request
 * is here, in case it must be sent again), what is to be sent, a gap where records were that do not
 * go on, and what nobody has looked at. The gap is closed before more is read, once: else each
 * dropped record would move all that is behind it.
 */
final class RequestBuffer {
    private static final int MOST_HEAD = 1 << 20;

    private final BufferPool bufferPool;
    private @Nullable IoBuffer buffer;
    private int kept;
    private int next;
    private int sent;
    private int workerRequest = RequestReader.WORKER_REQUEST;
    private int pieces;
    private boolean whole = true;

    RequestBuffer(BufferPool bufferPool) {
        this.bufferPool = bufferPool;
    }

    /// Where to read to; null when there is no room until more is sent on.
    ///
    /// @param amidHead whether the head of a request is not all here
    /// @param taken whether a worker has it; one that waits is left with its web server, all but
    ///   its beginning
    /// @throws MalformedRecord when a head is too long
    @Nullable IoBuffer room(boolean amidHead, boolean taken) throws MalformedRecord {
        if (buffer == null) {
            buffer = bufferPool.takeSmall();
        }
        closeGap();
        IoBuffer now = buffer;
        if (now.space() > 0) {
            return now;
        }
        if (amidHead) {
            if (now.capacity() >= MOST_HEAD) {
                throw new MalformedRecord(MOST_HEAD, "a request's head of more than 1 MiB");
            }
            if (!bufferPool.mayGrow(now)) {
                throw new MalformedRecord(now.limit(), "the heads of all requests are too long");
            }
            now = bufferPool.grown(now, now.capacity() * 2);
        } else if (taken && now.capacity() < BufferPool.LARGE) {
            now = bufferPool.grown(now, BufferPool.LARGE);
        } else if (sent > 0 && !whole) {
            now.cut(0, sent);
            kept -= sent;
            next -= sent;
            sent = 0;
        }
        buffer = now;
        return now.space() > 0 ? now : null;
    }

    /// What has been read; null when there is nothing.
    @Nullable IoBuffer buffer() {
        return buffer;
    }

    /// Whether nothing is in it, which is so between two requests.
    boolean isEmpty() {
        return buffer == null || (kept == 0 && next == buffer.limit());
    }

    /// Where in the buffer the bytes begin that nobody has looked at.
    int next() {
        return next;
    }

    /// Keeps the next bytes, to be sent on.
    void keep(int bytes) {
        if (buffer != null && kept < next) {
            buffer.move(next, kept, bytes);
        }
        kept += bytes;
        next += bytes;
    }

    /// Drops the next bytes.
    void drop(int bytes) {
        next += bytes;
    }

    private void closeGap() {
        if (buffer != null && kept < next) {
            buffer.cut(kept, next - kept);
            next = kept;
        }
    }

    /// Has all that is here, and all that comes, go to a worker by another number; nothing was sent
    /// yet.
    void renumber(int request) {
        workerRequest = request;
        IoBuffer now = buffer;
        if (now != null) {
            for (int at = 0; at < kept; at = following(now, at)) {
                now.setShort(at + 2, request);
            }
        }
    }

    /// The number that the request has on its way to a worker.
    int workerRequest() {
        return workerRequest;
    }

    /// A new request begins with the next bytes.
    void begin() {
        whole = true;
        pieces = 0;
    }

    /// How many bytes wait to be sent.
    int unsent() {
        return kept - sent;
    }

    /// How many were sent; while all of the request is here.
    int sent() {
        return sent;
    }

    /// Sends them.
    ///
    /// @throws LinuxException when the worker takes no more
    void sendOn(ByteSink to) throws LinuxException {
        IoBuffer now = buffer;
        while (now != null && sent < kept) {
            int took = to.write(now, sent, kept - sent);
            if (took == 0) {
                return;
            }
            sent += took;
            pieces++;
        }
    }

    /// How many pieces it was sent in.
    int pieces() {
        return pieces;
    }

    /// Whether nothing was sent yet.
    boolean isUntouched() {
        return whole && sent == 0;
    }

    /// Whether there is room only when what was sent is given up.
    boolean isFull() {
        closeGap();
        return whole && sent > 0 && buffer != null && buffer.space() == 0;
    }

    /// Gives up what was sent, and is going to be: it cannot be sent once more.
    void giveUpSent() {
        whole = false;
    }

    /// Whether all of the request so far is still here, to be sent once more.
    boolean isWhole() {
        return whole;
    }

    /// Has it sent from its start again.
    void rewind() {
        sent = 0;
        pieces = 0;
    }

    /// Hands on the request's parameters, which are all here.
    void copyParams(ParamsScanner to) {
        IoBuffer now = buffer;
        if (now == null) {
            return;
        }
        int first = RecordHeader.BEGIN_BYTES + now.at(6);
        for (int at = first; now.shortAt(at + 4) > 0; at = following(now, at)) {
            to.add(now, at + RecordHeader.BYTES, now.shortAt(at + 4));
        }
    }

    private static int following(IoBuffer now, int at) {
        return at + RecordHeader.BYTES + now.shortAt(at + 4) + now.at(at + 6);
    }

    /// Forgets the request. The buffer stays: a scan may be on.
    void forget() {
        kept = 0;
        sent = 0;
        workerRequest = RequestReader.WORKER_REQUEST;
    }

    /// Forgets all that is here.
    void clear() {
        if (buffer != null) {
            buffer.clear();
        }
        kept = 0;
        next = 0;
        sent = 0;
    }

    /// Gives the buffer back when nothing is in it.
    void release() {
        if (buffer != null && isEmpty()) {
            bufferPool.give(buffer);
            buffer = null;
            next = 0;
        }
    }

    void close() {
        clear();
        release();
    }
}
