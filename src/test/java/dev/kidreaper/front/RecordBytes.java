package dev.kidreaper.front;

import dev.kidreaper.fcgi.RecordType;
import java.util.Arrays;
import java.util.SplittableRandom;

/// Records as bytes, padded at random and cut into records at random: what no encoder of ours would
/// write, but others may.
final class RecordBytes {
    private static final int MOST_CONTENT = 0xffff;

    private final SplittableRandom random;
    private byte[] bytes = new byte[512];
    private int size;

    RecordBytes(SplittableRandom random) {
        this.random = random;
    }

    int size() {
        return size;
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, size);
    }

    /// A whole record.
    void record(int type, int id, byte[] content) {
        record(type, id, content, 0, content.length);
    }

    void record(int type, int id, byte[] content, int from, int length) {
        int padding = random.nextInt(3) > 0 ? -length & 7 : random.nextInt(40) == 0 ? 255 : 3;
        ensure(8 + length + padding);
        put(1, type, id >> 8, id, length >> 8, length, padding, random.nextInt(256));
        System.arraycopy(content, from, bytes, size, length);
        size += length + padding;
    }

    void begin(int id, int role, int flags) {
        record(
                RecordType.BEGIN_REQUEST,
                id,
                new byte[] {0, (byte) role, (byte) flags, 0, 0, 0, 0, 0});
    }

    /// Some content in as many records as chance wants.
    ///
    /// @param ends whether an empty one ends it
    void stream(int type, int id, byte[] content, boolean ends) {
        for (int at = 0; at < content.length; ) {
            int most = Math.min(content.length - at, MOST_CONTENT);
            int length = random.nextBoolean() ? most : 1 + random.nextInt(most);
            record(type, id, content, at, length);
            at += length;
        }
        if (ends) {
            record(type, id, content, 0, 0);
        }
    }

    /// Makes some bytes others, or drops the end.
    void corrupt(int times) {
        for (int i = 0; i < times && size > 0; i++) {
            if (random.nextInt(4) == 0) {
                size = random.nextInt(size);
            } else {
                int at = random.nextInt(size);
                int value = random.nextInt(3) == 0 ? random.nextInt(256) : random.nextInt(12);
                bytes[at] = (byte) value;
            }
        }
    }

    private void put(int... values) {
        for (int value : values) {
            bytes[size++] = (byte) value;
        }
    }

    private void ensure(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * (size + more));
        }
    }
}
