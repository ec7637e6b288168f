package dev.kidreaper.front;

import dev.kidreaper.fcgi.ConnectionQuestion;
import dev.kidreaper.fcgi.FcgiRecord;
import dev.kidreaper.fcgi.FcgiReplies;
import dev.kidreaper.fcgi.MalformedRecord;
import dev.kidreaper.fcgi.RecordHeader;
import dev.kidreaper.fcgi.RecordType;
import dev.kidreaper.front.io.BufferPool;
import dev.kidreaper.linux.IoBuffer;
import org.jspecify.annotations.Nullable;

/// What comes from a web server over one connection: bytes, of which the records of the request in
/// hand are kept to be sent on as they are, and all others are dealt with and dropped. For the
/// front's thread.
/*
 * Only headers are looked at; the request's id and the flag that keeps a worker's connection open
 * are written over in place.
 */
final class RequestReader {
    /// The number that a request has on its way to a worker, unless it gets another one there.
    static final int WORKER_REQUEST = 1;

    private static final int MOST_QUESTION = 4096;
    private static final int KEEP_CONNECTION = 1;

    private final ClientInput.Sink sink;
    private final RequestBuffer requestBuffer;
    private @Nullable Request request;
    private boolean headTold = true;
    private int left;
    private boolean dropping;
    private boolean over;
    private long offset;

    RequestReader(ClientInput.Sink sink, BufferPool bufferPool) {
        this.sink = sink;
        this.requestBuffer = new RequestBuffer(bufferPool);
    }

    RequestBuffer requestBuffer() {
        return requestBuffer;
    }

    @Nullable Request request() {
        return request;
    }

    /// Where to read to; null: no room now.
    ///
    /// @param taken whether a worker has the request in hand
    @Nullable IoBuffer room(boolean taken) throws MalformedRecord {
        return requestBuffer.room(request != null && !request.headComplete, taken);
    }

    /// Deals with what has been read.
    void scan() throws MalformedRecord {
        IoBuffer now = requestBuffer.buffer();
        if (now == null) {
            return;
        }
        while (!over && sink.takesReplies()) {
            int here = now.limit() - requestBuffer.next();
            if (left > 0 && here > 0) {
                int part = Math.min(here, left);
                left -= part;
                pass(part, dropping);
            } else if (left > 0
                    || here < RecordHeader.BYTES
                    || !header(now, requestBuffer.next(), here)) {
                return;
            }
        }
        if (over) {
            requestBuffer.clear();
        }
    }

    private void pass(int bytes, boolean drop) {
        offset += bytes;
        if (drop) {
            requestBuffer.drop(bytes);
        } else {
            requestBuffer.keep(bytes);
        }
    }

    /// Takes up a record. Whether enough of it is here.
    private boolean header(IoBuffer now, int at, int here) throws MalformedRecord {
        if (now.at(at) != 1) {
            throw new MalformedRecord(offset, "version %d, not 1".formatted(now.at(at)));
        }
        int type = now.at(at + 1);
        int id = now.shortAt(at + 2);
        int content = now.shortAt(at + 4);
        int all = RecordHeader.BYTES + content + now.at(at + 6);
        if (id == 0) {
            return question(now, at, here, type, content, all);
        }
        if (type == RecordType.BEGIN_REQUEST) {
            return begin(now, at, here, id, content, all);
        }
        check(type, content);
        boolean ours = request != null && request.id == id;
        boolean forwarded = ours && request != null && takes(request, type, content, all);
        if (!forwarded) {
            take(all, true);
            return true;
        }
        now.setShort(at + 2, requestBuffer.workerRequest());
        if (content > 0) {
            take(all, false);
            return true;
        }
        // libfcgi takes the padding of an empty record for the next one's header.
        now.set(at + 6, 0);
        pass(RecordHeader.BYTES, false);
        take(all - RecordHeader.BYTES, true);
        if (type == RecordType.PARAMS && request != null) {
            request.headComplete = true;
            headTold = false;
        }
        return true;
    }

    private void take(int bytes, boolean drop) {
        left = bytes;
        dropping = drop;
    }

    private boolean begin(IoBuffer now, int at, int here, int id, int content, int all)
            throws MalformedRecord {
        if (content != 8) {
            throw wrong(4, "a request begins with 8 bytes, not %d".formatted(content));
        }
        if (here < RecordHeader.BEGIN_BYTES) {
            return false;
        }
        if (request != null && request.id == id) {
            throw wrong(2, "request %d begins twice".formatted(id));
        }
        int role = now.shortAt(at + 8);
        boolean keep = (now.at(at + 10) & KEEP_CONNECTION) != 0;
        boolean taken = request == null && Request.isKnownRole(role);
        if (taken) {
            request = new Request(id, role, keep);
            requestBuffer.begin();
            now.setShort(at + 2, requestBuffer.workerRequest());
            now.set(at + 10, KEEP_CONNECTION);
        } else {
            sink.reply(
                    FcgiReplies.end(
                            id,
                            request == null
                                    ? FcgiRecord.Ending.UNKNOWN_ROLE
                                    : FcgiRecord.Ending.CANNOT_MULTIPLEX));
        }
        take(all, !taken);
        return true;
    }

    /// Whether that record goes on to the worker.
    private boolean takes(Request of, int type, int content, int all) throws MalformedRecord {
        of.bytes += content > 0 ? all : RecordHeader.BYTES;
        of.hasBody |= content > 0 && type != RecordType.PARAMS;
        return switch (type) {
            case RecordType.PARAMS -> {
                if (of.headComplete) {
                    throw wrong(1, "parameters after their end");
                }
                yield true;
            }
            case RecordType.STDIN, RecordType.DATA -> {
                String what = type == RecordType.STDIN ? "STDIN" : "DATA";
                if (!of.headComplete) {
                    throw wrong(1, what + " before the end of the parameters");
                }
                yield of.takeBody(type == RecordType.DATA, content == 0);
            }
            case RecordType.ABORT_REQUEST -> {
                sink.aborted();
                yield false;
            }
            default -> false;
        };
    }

    /// What is wrong whichever request it belongs to.
    private void check(int type, int content) throws MalformedRecord {
        if (type == RecordType.ABORT_REQUEST && content > 0) {
            throw wrong(4, "%d bytes of content, but an abort has none".formatted(content));
        }
        if (type == RecordType.STDOUT
                || type == RecordType.STDERR
                || type == RecordType.END_REQUEST) {
            throw wrong(1, "type %d comes from an application, not to it".formatted(type));
        }
    }

    /// A record about the connection itself.
    private boolean question(IoBuffer now, int at, int here, int type, int content, int all)
            throws MalformedRecord {
        if (type > 0 && type <= RecordType.DATA) {
            throw wrong(2, "type %d needs a request id, not 0".formatted(type));
        }
        if (type == RecordType.GET_VALUES) {
            if (content > MOST_QUESTION) {
                throw wrong(4, "a question of %d bytes".formatted(content));
            }
            if (here < RecordHeader.BYTES + content) {
                return false;
            }
            sink.reply(ConnectionQuestion.values(now, at, content, offset));
        } else {
            sink.reply(FcgiReplies.unknownType(type));
        }
        take(all, true);
        return true;
    }

    private MalformedRecord wrong(int at, String reason) {
        return new MalformedRecord(offset + at, reason);
    }

    /// The request whose head has become complete by the last scan, once; else null. Only after all
    /// that was read is scanned: a request goes out in one piece if it came in one.
    @Nullable Request beginning() {
        boolean first = !headTold;
        headTold = true;
        return first ? request : null;
    }

    /// Whether a request's head has begun, and is not all here.
    boolean isAmidHead() {
        return request == null ? !requestBuffer.isEmpty() : !request.headComplete;
    }

    /// Whether more of a record, if only padding, is to come.
    boolean isAmidRecord() {
        return left > 0;
    }

    /// Forgets the request; what still comes of it is dropped.
    ///
    /// @param another whether there may be another one; if not, all that comes is dropped
    void end(boolean another) {
        request = null;
        headTold = true;
        dropping = true;
        requestBuffer.forget();
        if (!another) {
            over = true;
            requestBuffer.clear();
        }
    }
}
