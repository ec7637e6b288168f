package dev.kidreaper.fcgi;

import java.nio.ByteBuffer;

/// The eight bytes before every record (FastCGI 1.0, section 3.3): version, type, request id,
/// length of the content, length of the padding, one reserved byte; big-endian.
///
/// @param type one of {@link RecordType}, or a number that the specification does not know
/// @param request the id of the request it belongs to; 0: to the connection itself
/// @param contentLength bytes of content that follow
/// @param paddingLength bytes after the content that mean nothing
public record RecordHeader(int type, int request, int contentLength, int paddingLength) {
    /// Its own length in bytes.
    public static final int BYTES = 8;

    /// A whole record that begins a request (section 5.1).
    public static final int BEGIN_BYTES = BYTES + 8;

    /// The most content that one record carries.
    public static final int MOST_CONTENT = 0xFFFF;

    private static final int VERSION = 1;
    private static final int MOST_BYTE = 0xFF;
    private static final int MOST_ID = 0xFFFF;

    public RecordHeader {
        check("type", type, MOST_BYTE);
        check("request id", request, MOST_ID);
        check("content length", contentLength, MOST_CONTENT);
        check("padding length", paddingLength, MOST_BYTE);
    }

    /// The header of a record with that much content, padded to a multiple of eight bytes as the
    /// specification advises.
    static RecordHeader padded(int type, int request, int contentLength) {
        return new RecordHeader(type, request, contentLength, -contentLength & (BYTES - 1));
    }

    /// Takes one from a buffer that holds at least eight bytes.
    ///
    /// @param offset where in the stream it begins
    /// @throws MalformedRecord when it speaks of another version of the protocol
    static RecordHeader take(ByteBuffer from, long offset) throws MalformedRecord {
        int version = from.get() & MOST_BYTE;
        if (version != VERSION) {
            throw new MalformedRecord(offset, "version %d, not %d".formatted(version, VERSION));
        }
        int type = from.get() & MOST_BYTE;
        int request = from.getShort() & MOST_ID;
        int contentLength = from.getShort() & MOST_CONTENT;
        int paddingLength = from.get() & MOST_BYTE;
        from.get(); // Reserved.
        return new RecordHeader(type, request, contentLength, paddingLength);
    }

    void put(ByteBuffer to) {
        to.put((byte) VERSION)
                .put((byte) type)
                .putShort((short) request)
                .putShort((short) contentLength)
                .put((byte) paddingLength)
                .put((byte) 0);
    }

    private static void check(String what, int value, int most) {
        if (value < 0 || value > most) {
            throw new IllegalArgumentException("%s %d: at most %d".formatted(what, value, most));
        }
    }
}
