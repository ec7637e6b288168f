package dev.kidreaper.demo;

import dev.kidreaper.fcgi.MalformedRecord;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/// The bytes of a stream up to a bound, so that the other side cannot fill our memory.
public final class BoundedBytes {
    private final int most;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /// An empty stream.
    ///
    /// @param most the bound
    public BoundedBytes(int most) {
        this.most = most;
    }

    /// Appends a piece.
    ///
    /// @throws MalformedRecord if the bound would be exceeded
    public void add(ByteBuffer piece) throws MalformedRecord {
        if (piece.remaining() > most - bytes.size()) {
            throw new MalformedRecord(bytes.size(), "more than %d bytes".formatted(most));
        }
        var copy = new byte[piece.remaining()];
        piece.get(copy);
        bytes.writeBytes(copy);
    }

    /// All bytes, ready to be read.
    public ByteBuffer all() {
        return ByteBuffer.wrap(bytes.toByteArray());
    }
}
