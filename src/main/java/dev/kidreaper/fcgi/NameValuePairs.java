package dev.kidreaper.fcgi;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Names with values, as the PARAMS stream carries them (FastCGI 1.0, section 3.4): length of the
/// name, length of the value, name, value. A length below 128 is one byte; any is four bytes with
/// the first bit set.
public final class NameValuePairs {
    private static final int SHORT_MOST = 127;
    private static final int LONG_BYTES = Integer.BYTES;
    private static final int LONG_FLAG = 0x8000_0000;

    private NameValuePairs() {}

    /// One name with its value. The protocol does not say in which character set: each character
    /// here is one byte.
    public record Pair(String name, String value) {}

    /// The pairs as bytes, ready to be read.
    public static ByteBuffer encode(List<Pair> pairs) {
        int length = pairs.stream().mapToInt(NameValuePairs::length).sum();
        ByteBuffer to = ByteBuffer.allocate(length);
        for (Pair pair : pairs) {
            putLength(pair.name().length(), to);
            putLength(pair.value().length(), to);
            to.put(pair.name().getBytes(StandardCharsets.ISO_8859_1));
            to.put(pair.value().getBytes(StandardCharsets.ISO_8859_1));
        }
        return to.flip();
    }

    /// The pairs that a whole stream holds, in order.
    ///
    /// @throws MalformedRecord when a length leads beyond the end
    public static List<Pair> decode(ByteBuffer whole) throws MalformedRecord {
        ByteBuffer from = whole.slice();
        var pairs = new ArrayList<Pair>();
        while (from.hasRemaining()) {
            int begin = from.position();
            int name = takeLength("name", from);
            int value = takeLength("value", from);
            if ((long) name + value > from.remaining()) {
                throw new MalformedRecord(
                        begin,
                        "a name of %d bytes and a value of %d, but %d are left"
                                .formatted(name, value, from.remaining()));
            }
            pairs.add(new Pair(takeText(name, from), takeText(value, from)));
        }
        return pairs;
    }

    private static int length(Pair pair) {
        return lengthBytes(pair.name().length())
                + lengthBytes(pair.value().length())
                + pair.name().length()
                + pair.value().length();
    }

    private static int lengthBytes(int length) {
        return length <= SHORT_MOST ? 1 : LONG_BYTES;
    }

    private static void putLength(int length, ByteBuffer to) {
        if (length <= SHORT_MOST) {
            to.put((byte) length);
        } else {
            to.putInt(length | LONG_FLAG);
        }
    }

    private static int takeLength(String of, ByteBuffer from) throws MalformedRecord {
        int at = from.position();
        if (!from.hasRemaining()) {
            throw new MalformedRecord(at, "the length of a %s is missing".formatted(of));
        }
        if (from.get(at) >= 0) {
            return from.get();
        }
        if (from.remaining() < LONG_BYTES) {
            throw new MalformedRecord(at, "the length of a %s is incomplete".formatted(of));
        }
        return from.getInt() & ~LONG_FLAG;
    }

    private static String takeText(int length, ByteBuffer from) {
        var bytes = new byte[length];
        from.get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
