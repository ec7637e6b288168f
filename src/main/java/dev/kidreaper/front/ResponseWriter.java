package dev.kidreaper.front;

import dev.kidreaper.fcgi.MalformedRecord;
import dev.kidreaper.fcgi.RecordHeader;
import dev.kidreaper.fcgi.RecordType;
import dev.kidreaper.front.io.BufferPool;
import dev.kidreaper.front.io.ByteSink;
import dev.kidreaper.linux.IoBuffer;
import dev.kidreaper.linux.LinuxException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// What goes to a web server over one connection: a worker's records, checked and given the
/// client's id as they come, and records of our own between them. For the front's thread.
/*
 * A record is sent when all of it is here. So an answer that a worker does not end is cut off
 * between two records, and there a record of no version says to the web server that this is not the
 * end: an nginx that does not keep its connections takes their end for the end of the answer.
 * The buffer has a gap like that of a RequestBuffer.
 */
final class ResponseWriter {
    /// A client that does not read what it has asked for is not listened to.
    private static final int MOST_BETWEEN = 16;

    private final ByteSink to;
    private final BufferPool bufferPool;
    private final ArrayDeque<byte[]> between = new ArrayDeque<>();
    private @Nullable IoBuffer buffer;
    private int kept;
    private int next;
    private int sent;
    private boolean checked;
    private boolean dropping;
    private boolean begun;
    private boolean ending;
    private boolean ended;
    private boolean ofOther;
    private long offset;

    ResponseWriter(ByteSink to, BufferPool bufferPool) {
        this.to = to;
        this.bufferPool = bufferPool;
    }

    /// A new answer begins.
    void begin() {
        begun = false;
        checked = false;
        ending = false;
        ended = false;
        ofOther = false;
        offset = 0;
    }

    /// Whether anything of the answer has come.
    boolean isBegun() {
        return begun;
    }

    /// Whether its end has come.
    boolean isEnded() {
        return ended;
    }

    /// Whether what came was an answer to another request, an earlier one most likely.
    boolean isOfOther() {
        return ofOther;
    }

    /// Where to read the answer to; null when there is no room until more is sent.
    @Nullable IoBuffer room() {
        IoBuffer now = buffer == null ? bufferPool.takeLarge() : buffer;
        now = now.capacity() < BufferPool.LARGE ? bufferPool.grown(now, BufferPool.LARGE) : now;
        buffer = now;
        closeGap(now);
        if (now.space() == 0 && sent > 0) {
            now.cut(0, sent);
            kept -= sent;
            next -= sent;
            sent = 0;
        }
        return now.space() > 0 ? now : null;
    }

    private void closeGap(IoBuffer now) {
        if (kept < next) {
            now.cut(kept, next - kept);
            next = kept;
        }
    }

    /// Checks what has been read.
    ///
    /// @param workerId the number by which the worker was asked
    /// @throws MalformedRecord when it is no answer
    void scan(int workerId, int clientId) throws MalformedRecord {
        IoBuffer now = buffer;
        while (now != null && !ended) {
            int here = now.limit() - next;
            int all = here < RecordHeader.BYTES ? 0 : header(now, workerId, clientId);
            if (all == 0 || here < all) {
                break;
            }
            offset += all;
            if (!dropping) {
                keep(now, all);
                ended = ending;
            }
            next += all;
            insertBetween(now);
        }
        if (now != null && ended && now.limit() > next) {
            throw new MalformedRecord(offset, "more bytes after the end of an answer");
        }
    }

    private void keep(IoBuffer now, int bytes) {
        if (kept < next) {
            now.move(next, kept, bytes);
        }
        kept += bytes;
    }

    /// Checks a record's header, for which it may be here again. How long the record is.
    private int header(IoBuffer now, int workerId, int clientId) throws MalformedRecord {
        if (now.at(next) != 1) {
            throw new MalformedRecord(offset, "version %d, not 1".formatted(now.at(next)));
        }
        int type = now.at(next + 1);
        int id = now.shortAt(next + 2);
        int content = now.shortAt(next + 4);
        int all = RecordHeader.BYTES + content + now.at(next + 6);
        dropping = id == 0 && type > RecordType.DATA;
        if (dropping || checked) {
            checked &= now.limit() - next < all;
            return all;
        }
        if (id != workerId) {
            ofOther = workerId != RequestReader.WORKER_REQUEST;
            throw new MalformedRecord(offset + 2, "request %d was not asked".formatted(id));
        }
        switch (type) {
            case RecordType.STDOUT -> begun |= content > 0;
            case RecordType.STDERR -> {}
            case RecordType.END_REQUEST -> {
                if (content != 8) {
                    throw new MalformedRecord(offset + 4, "an end of %d bytes".formatted(content));
                }
                ending = true;
            }
            default ->
                    throw new MalformedRecord(offset + 1, "type %d is no answer".formatted(type));
        }
        now.setShort(next + 2, clientId);
        checked = now.limit() - next < all;
        return all;
    }

    /// Whether more of our own records are taken: not while too many wait already.
    boolean takesMore() {
        return between.size() < MOST_BETWEEN;
    }

    /// Puts a record of our own as soon as no other one is amid.
    void put(byte[] record) {
        between.add(record);
        IoBuffer now = buffer == null ? bufferPool.takeSmall() : buffer;
        buffer = now;
        if (now.limit() == next) {
            insertBetween(now); // Else what is behind would have to be moved for each.
        }
    }

    private void insertBetween(IoBuffer now) {
        while (!between.isEmpty()) {
            closeGap(now);
            byte[] first = between.getFirst();
            if (first.length > now.space()) {
                return;
            }
            now.insert(kept, first);
            kept += first.length;
            next += first.length;
            between.removeFirst();
        }
    }

    /// Whether something waits to be sent.
    boolean hasUnsent() {
        return sent < kept || !between.isEmpty();
    }

    /// Sends what can be sent.
    ///
    /// @return whether the other side takes more
    /// @throws LinuxException when it takes no more ever
    boolean flush() throws LinuxException {
        IoBuffer now = buffer;
        if (now == null) {
            return true;
        }
        insertBetween(now);
        while (sent < kept) {
            int took = to.write(now, sent, kept - sent);
            if (took == 0) {
                return false;
            }
            sent += took;
            if (sent == kept) {
                now.cut(0, sent); // What is left is the beginning of a record.
                next -= sent;
                kept = 0;
                sent = 0;
                insertBetween(now);
            }
        }
        if (now.limit() == next && between.isEmpty()) {
            close();
        }
        return true;
    }

    /// Drops the beginning of an answer, where none of it can have been sent. Whether that is so.
    boolean takeBack() {
        if (begun) {
            return false;
        }
        takeBackPartial();
        return true;
    }

    /// Says that the answer is cut off here, if the other side still takes that.
    void poison() {
        takeBackPartial();
        put(new byte[RecordHeader.BYTES]);
        try {
            flush();
        } catch (LinuxException e) {
            return; // It has gone.
        }
    }

    private void takeBackPartial() {
        if (buffer != null) {
            buffer.cut(kept, buffer.limit() - kept);
            next = kept;
        }
    }

    void close() {
        if (buffer != null) {
            bufferPool.give(buffer);
            buffer = null;
            kept = 0;
            next = 0;
            sent = 0;
        }
    }
}
