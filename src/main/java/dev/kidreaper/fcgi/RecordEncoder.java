package dev.kidreaper.fcgi;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Records to bytes.
public final class RecordEncoder {
    private static final int BODY_BYTES = 8;
    private static final int KEEP_CONNECTION = 1;

    private RecordEncoder() {}

    /// The records as they go over a connection, ready to be read.
    public static ByteBuffer bytes(List<FcgiRecord> records) {
        int length =
                records.stream().map(RecordEncoder::header).mapToInt(RecordEncoder::whole).sum();
        ByteBuffer to = ByteBuffer.allocate(length);
        records.forEach(record -> put(record, to));
        return to.flip();
    }

    /// A whole stream as records, with the empty one that ends it.
    public static List<FcgiRecord> stream(
            int request, FcgiRecord.Stream stream, ByteBuffer content) {
        var records = new ArrayList<FcgiRecord>();
        int length = content.remaining();
        for (int at = 0; at < length; at += RecordHeader.MOST_CONTENT) {
            int piece = Math.min(RecordHeader.MOST_CONTENT, length - at);
            ByteBuffer part = content.slice(content.position() + at, piece);
            records.add(new FcgiRecord.Piece(request, stream, part));
        }
        records.add(new FcgiRecord.Piece(request, stream, ByteBuffer.allocate(0)));
        return records;
    }

    private static RecordHeader header(FcgiRecord record) {
        return switch (record) {
            case FcgiRecord.Begin f ->
                    RecordHeader.padded(RecordType.BEGIN_REQUEST, f.request(), BODY_BYTES);
            case FcgiRecord.Abort f ->
                    RecordHeader.padded(RecordType.ABORT_REQUEST, f.request(), 0);
            case FcgiRecord.End f ->
                    RecordHeader.padded(RecordType.END_REQUEST, f.request(), BODY_BYTES);
            case FcgiRecord.Piece f ->
                    RecordHeader.padded(f.stream().type(), f.request(), f.content().remaining());
            case FcgiRecord.Other f ->
                    RecordHeader.padded(f.type(), f.request(), f.content().remaining());
        };
    }

    private static int whole(RecordHeader header) {
        return RecordHeader.BYTES + header.contentLength() + header.paddingLength();
    }

    private static void put(FcgiRecord record, ByteBuffer to) {
        RecordHeader header = header(record);
        header.put(to);
        switch (record) {
            case FcgiRecord.Begin f -> {
                to.putShort((short) f.role());
                to.put((byte) (f.keepConnection() ? KEEP_CONNECTION : 0));
                to.put(new byte[5]);
            }
            case FcgiRecord.Abort _ -> {}
            case FcgiRecord.End f -> {
                to.putInt(f.appStatus());
                to.put((byte) f.ending().code());
                to.put(new byte[3]);
            }
            case FcgiRecord.Piece f -> to.put(f.content());
            case FcgiRecord.Other f -> to.put(f.content());
        }
        to.put(new byte[header.paddingLength()]);
    }
}
