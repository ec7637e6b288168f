package dev.kidreaper.fcgi;

import dev.kidreaper.linux.IoBuffer;

/// What a web server asks of the connection itself (FastCGI 1.0, section 4.1), and our answer.
public final class ConnectionQuestion {
    private ConnectionQuestion() {}

    /// The record that answers one.
    ///
    /// @param at where the question's record begins in the buffer; all of it is there
    /// @param content how long its content is
    /// @param offset where the record begins in all that has come
    /// @throws MalformedRecord when it does not hold names
    public static byte[] values(IoBuffer from, int at, int content, long offset)
            throws MalformedRecord {
        var asked = new byte[content];
        from.copy(at + RecordHeader.BYTES, asked, 0, content);
        try {
            return FcgiReplies.values(asked);
        } catch (MalformedRecord e) {
            throw new MalformedRecord(offset + RecordHeader.BYTES + e.offset(), e.reason());
        }
    }
}
