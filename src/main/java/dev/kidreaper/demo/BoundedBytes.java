package dev.kidreaper.demo;

import dev.kidreaper.fcgi.MalformedRecord;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/// A stream's pieces put together, up to a bound: what the other side sends must not fill our
/// memory.
public final class BoundedBytes {
    private final int most;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /// An empty one.
    ///
    /// @param most how many bytes it takes
    public BoundedBytes(int most) {
        this.most = most;
    }

    /// Appends a piece.
    ///
    /// @throws Malformed when that would be more than it takes
    public void add(ByteBuffer piece) throws MalformedRecord {
        if (piece.remaining() > most - bytes.size()) {
            throw new MalformedRecord(bytes.size(), "more than %d bytes".formatted(most));
        }
        var copy = new byte[piece.remaining()];
        piece.get(copy);
        bytes.writeBytes(copy);
    }

    /// All of it, ready to be read.
    public ByteBuffer all() {
        return ByteBuffer.wrap(bytes.toByteArray());
    }
}
