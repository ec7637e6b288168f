package dev.kidreaper.linux;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// A buffer outside the heap. Bytes come into it from one descriptor and leave by another, without
/// a copy in between. It is filled from 0 to its limit. For one thread.
/*
 * This is the C library's own memory, not the JDK's direct buffers. Those are zeroed, so that all
 * of a large one becomes resident for a small answer. And only the collector gives them back: in
 * the old part of a heap that receives little, this takes hours.
 */
public final class IoBuffer implements AutoCloseable {
    private static final ByteBuffer NONE = ByteBuffer.allocateDirect(0);

    private ByteBuffer memory;
    private long address;
    private int limit;

    /// An empty buffer.
    ///
    /// @param capacity how many bytes it holds
    public IoBuffer(int capacity) {
        address = allocated(capacity);
        memory = at(address, capacity);
    }

    private static long allocated(int capacity) {
        long made = Libc.malloc(capacity);
        if (made == 0) {
            throw new IllegalStateException("no memory for %d bytes".formatted(capacity));
        }
        return made;
    }

    private static ByteBuffer at(long address, int capacity) {
        return MemorySegment.ofAddress(address).reinterpret(capacity).asByteBuffer();
    }

    /// The number of bytes that it can hold.
    public int capacity() {
        return memory.capacity();
    }

    /// The number of bytes in it.
    public int limit() {
        return limit;
    }

    /// The number of bytes that still fit.
    public int space() {
        return memory.capacity() - limit;
    }

    /// The unsigned byte at a place.
    public int at(int index) {
        return memory.get(index) & 0xff;
    }

    /// The unsigned 16 bits at a place, big-endian.
    public int shortAt(int index) {
        return memory.getShort(index) & 0xffff;
    }

    /// Overwrites one byte.
    public void set(int index, int value) {
        memory.put(index, (byte) value);
    }

    /// Overwrites 16 bits, big-endian.
    public void setShort(int index, int value) {
        memory.putShort(index, (short) value);
    }

    /// Copies bytes out of it.
    public void copy(int from, byte[] to, int at, int length) {
        memory.get(from, to, at, length);
    }

    /// Appends bytes, which must fit.
    public void append(byte[] bytes) {
        insert(limit, bytes);
    }

    /// Inserts bytes at a place; they must fit.
    public void insert(int at, byte[] bytes) {
        memory.put(at + bytes.length, memory, at, limit - at);
        memory.put(at, bytes);
        limit += bytes.length;
    }

    /// Removes bytes; those behind move up.
    public void cut(int from, int length) {
        int behind = limit - from - length;
        if (behind > 0 && length > 0) {
            memory.put(from, memory, from + length, behind);
        }
        limit -= length;
    }

    /// Moves bytes to another place, over what is there.
    public void move(int from, int to, int length) {
        memory.put(to, memory, from, length);
    }

    /// Empties it.
    public void clear() {
        limit = 0;
    }

    /// Moves its bytes to another buffer, which is empty and has room for them.
    public void moveTo(IoBuffer other) {
        other.memory.put(0, memory, 0, limit);
        other.limit = limit;
        limit = 0;
    }

    /// The address of a byte, for the kernel.
    long address(int index) {
        return address + index;
    }

    /// Adds bytes to the limit that the kernel has put behind it.
    void filled(int bytes) {
        limit += bytes;
    }

    /// Frees the memory; the buffer is empty then. A second call does nothing.
    @Override
    public void close() {
        long old = address;
        address = 0;
        memory = NONE;
        limit = 0;
        Libc.free(old); // The second time this is null, which does nothing.
    }
}
