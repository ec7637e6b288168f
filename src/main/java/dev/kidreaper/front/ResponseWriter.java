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
 */
final class ResponseWriter {
    private final ByteSink to;
    private final BufferPool bufferPool;
    private final ArrayDeque<byte[]> between = new ArrayDeque<>();
    private @Nullable IoBuffer buffer;
    private int scanned;
    private int sent;
    private boolean checked;
    private boolean dropping;
    private boolean begun;
    private boolean ending;
    private boolean ended;
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

    /// Where to read the answer to; null when there is no room until more is sent.
    @Nullable IoBuffer room() {
        if (buffer == null) {
            buffer = bufferPool.takeLarge();
        }
        IoBuffer now = buffer;
        if (now.space() == 0 && sent > 0) {
            now.cut(0, sent);
            scanned -= sent;
            sent = 0;
        }
        return now.space() > 0 ? now : null;
    }

    /// Checks what has been read.
    ///
    /// @throws MalformedRecord when it is no answer
    void scan(int clientId) throws MalformedRecord {
        IoBuffer now = buffer;
        while (now != null && !ended) {
            int here = now.limit() - scanned;
            int all = here < RecordHeader.BYTES ? 0 : header(now, clientId);
            if (all == 0 || here < all) {
                break;
            }
            offset += all;
            if (dropping) {
                now.cut(scanned, all);
            } else {
                scanned += all;
                ended = ending;
            }
            insertBetween(now);
        }
        if (now != null && ended && now.limit() > scanned) {
            throw new MalformedRecord(offset, "more bytes after the end of an answer");
        }
    }

    /// Checks a record's header, for which it may be here again. How long the record is.
    private int header(IoBuffer now, int clientId) throws MalformedRecord {
        if (now.at(scanned) != 1) {
            throw new MalformedRecord(offset, "version %d, not 1".formatted(now.at(scanned)));
        }
        int type = now.at(scanned + 1);
        int id = now.shortAt(scanned + 2);
        int content = now.shortAt(scanned + 4);
        int all = RecordHeader.BYTES + content + now.at(scanned + 6);
        dropping = id == 0 && type > RecordType.DATA;
        if (dropping || checked) {
            checked &= now.limit() - scanned < all;
            return all;
        }
        if (id != RequestReader.WORKER_REQUEST) {
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
        now.setShort(scanned + 2, clientId);
        checked = now.limit() - scanned < all;
        return all;
    }

    /// Puts a record of our own as soon as no other one is amid.
    void put(byte[] record) {
        between.add(record);
        IoBuffer now = room();
        if (now != null) {
            insertBetween(now);
        }
    }

    private void insertBetween(IoBuffer now) {
        while (!between.isEmpty()) {
            byte[] next = between.getFirst();
            if (next.length > now.space()) {
                return;
            }
            now.insert(scanned, next);
            scanned += next.length;
            between.removeFirst();
        }
    }

    /// Whether something waits to be sent.
    boolean hasUnsent() {
        return sent < scanned || !between.isEmpty();
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
        while (sent < scanned) {
            int took = to.write(now, sent, scanned - sent);
            if (took == 0) {
                return false;
            }
            sent += took;
            if (sent == scanned) {
                now.cut(0, sent); // What is left is the beginning of a record.
                scanned = 0;
                sent = 0;
                insertBetween(now);
            }
        }
        if (now.limit() == 0 && between.isEmpty()) {
            bufferPool.give(now);
            buffer = null;
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
        between.add(new byte[RecordHeader.BYTES]);
        IoBuffer now = room();
        if (now != null) {
            insertBetween(now);
        }
        try {
            flush();
        } catch (LinuxException e) {
            return; // It has gone.
        }
    }

    private void takeBackPartial() {
        if (buffer != null) {
            buffer.cut(scanned, buffer.limit() - scanned);
        }
    }

    void close() {
        if (buffer != null) {
            bufferPool.give(buffer);
            buffer = null;
        }
    }
}
