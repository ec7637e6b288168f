package dev.kidreaper.fcgi;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Bytes to records, however the bytes are cut into pieces. It never holds more than one record.
/// For one connection and one thread at a time; after {@link MalformedRecord} it is of no more use.
public final class RecordDecoder {
    private static final int BODY_BYTES = 8;
    private static final int KEEP_CONNECTION = 1;

    private final ByteBuffer head = ByteBuffer.allocate(RecordHeader.BYTES);
    private @Nullable RecordHeader header;
    private ByteBuffer content = ByteBuffer.allocate(0);
    private int padding;
    private long offset;

    /// Takes all these bytes and hands on each record that they complete.
    ///
    /// @throws MalformedRecord when they are no FastCGI; the records before that were handed on
    public void feed(ByteBuffer bytes, Consumer<FcgiRecord> sink) throws MalformedRecord {
        while (bytes.hasRemaining()) {
            if (header == null) {
                move(bytes, head);
                if (head.hasRemaining()) {
                    return;
                }
                begin(RecordHeader.take(head.flip(), offset - RecordHeader.BYTES));
            }
            move(bytes, content);
            int skipped = Math.min(padding, bytes.remaining());
            bytes.position(bytes.position() + skipped);
            padding -= skipped;
            offset += skipped;
            if (!content.hasRemaining() && padding == 0) {
                sink.accept(end());
            }
        }
    }

    /// Whether the bytes so far end where a record ends.
    public boolean isBetweenRecords() {
        return header == null && head.position() == 0;
    }

    /// How many bytes were taken.
    public long offset() {
        return offset;
    }

    private void begin(RecordHeader next) throws MalformedRecord {
        // Checked before the content is waited for: what is wrong already must not hold us up.
        check(next);
        header = next;
        content = ByteBuffer.allocate(next.contentLength());
        padding = next.paddingLength();
    }

    private void check(RecordHeader next) throws MalformedRecord {
        int expected =
                switch (next.type()) {
                    case RecordType.BEGIN_REQUEST, RecordType.END_REQUEST -> BODY_BYTES;
                    case RecordType.ABORT_REQUEST -> 0;
                    default -> -1;
                };
        boolean ofRequest = expected >= 0 || FcgiRecord.Stream.of(next.type()).isPresent();
        if (ofRequest && next.request() == 0) {
            throw wrong(2, "type %d needs a request id, not 0".formatted(next.type()));
        }
        if (expected >= 0 && next.contentLength() != expected) {
            throw wrong(
                    4,
                    "%d bytes of content, but a record of type %d has %d"
                            .formatted(next.contentLength(), next.type(), expected));
        }
    }

    /// Something wrong in the header just read.
    private MalformedRecord wrong(int at, String reason) {
        return new MalformedRecord(offset - RecordHeader.BYTES + at, reason);
    }

    private FcgiRecord end() throws MalformedRecord {
        if (header == null) {
            throw new IllegalStateException("[BUG] a record ends that never began");
        }
        FcgiRecord record = record(header, content.flip());
        header = null;
        head.clear();
        content = ByteBuffer.allocate(0);
        return record;
    }

    private FcgiRecord record(RecordHeader of, ByteBuffer body) throws MalformedRecord {
        int request = of.request();
        return switch (of.type()) {
            case RecordType.BEGIN_REQUEST ->
                    new FcgiRecord.Begin(
                            request, body.getShort() & 0xFFFF, (body.get() & KEEP_CONNECTION) != 0);
            case RecordType.ABORT_REQUEST -> new FcgiRecord.Abort(request);
            case RecordType.END_REQUEST ->
                    new FcgiRecord.End(request, body.getInt(), ending(body.get() & 0xFF, of));
            default ->
                    FcgiRecord.Stream.of(of.type())
                            .<FcgiRecord>map(stream -> new FcgiRecord.Piece(request, stream, body))
                            .orElseGet(() -> new FcgiRecord.Other(of.type(), request, body));
        };
    }

    private FcgiRecord.Ending ending(int code, RecordHeader of) throws MalformedRecord {
        Optional<FcgiRecord.Ending> known = FcgiRecord.Ending.of(code);
        if (known.isEmpty()) {
            long at = offset - of.paddingLength() - BODY_BYTES + Integer.BYTES;
            throw new MalformedRecord(at, "protocol status %d is not known".formatted(code));
        }
        return known.get();
    }

    private void move(ByteBuffer from, ByteBuffer to) {
        int count = Math.min(from.remaining(), to.remaining());
        to.put(from.slice(from.position(), count));
        from.position(from.position() + count);
        offset += count;
    }
}
