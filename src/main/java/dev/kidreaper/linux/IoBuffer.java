package dev.kidreaper.linux;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// Memory outside the heap that bytes come into from one descriptor and leave by another, without a
/// copy between. Filled from 0 to its limit. For one thread.
/*
 * The C library's own memory, not the JDK's direct buffers: those are written over with zeros,
 * so that all of a large one is resident for a small answer, and are given back only when the
 * collector comes by, which in the old part of a heap that little is put into takes hours.
 */
public final class IoBuffer implements AutoCloseable {
    private static final ByteBuffer NONE = ByteBuffer.allocateDirect(0);

    private ByteBuffer memory;
    private long address;
    private int limit;

    /// An empty one.
    ///
    /// @param capacity how many bytes it holds
    public IoBuffer(int capacity) {
        address = allocated(capacity);
        memory = at(address, capacity);
    }

    private static long allocated(int capacity) {
        long made = LibcMemory.malloc(capacity);
        if (made == 0) {
            throw new IllegalStateException("no memory for %d bytes".formatted(capacity));
        }
        return made;
    }

    private static ByteBuffer at(long address, int capacity) {
        return MemorySegment.ofAddress(address).reinterpret(capacity).asByteBuffer();
    }

    /// How many bytes it holds at most.
    public int capacity() {
        return memory.capacity();
    }

    /// How many bytes are in it.
    public int limit() {
        return limit;
    }

    /// How many more would fit.
    public int space() {
        return memory.capacity() - limit;
    }

    /// The unsigned byte at that place.
    public int at(int index) {
        return memory.get(index) & 0xff;
    }

    /// The unsigned 16 bits at that place, big-endian.
    public int shortAt(int index) {
        return memory.getShort(index) & 0xffff;
    }

    /// Writes over one byte.
    public void set(int index, int value) {
        memory.put(index, (byte) value);
    }

    /// Writes over 16 bits, big-endian.
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

    /// Puts bytes before those at that place; they must fit.
    public void insert(int at, byte[] bytes) {
        memory.put(at + bytes.length, memory, at, limit - at);
        memory.put(at, bytes);
        limit += bytes.length;
    }

    /// Takes bytes out; those behind move up.
    public void cut(int from, int length) {
        int behind = limit - from - length;
        if (behind > 0 && length > 0) {
            memory.put(from, memory, from + length, behind);
        }
        limit -= length;
    }

    /// Empties it.
    public void clear() {
        limit = 0;
    }

    /// Moves what is in it to another one, which is empty and has room for it.
    public void moveTo(IoBuffer other) {
        other.memory.put(0, memory, 0, limit);
        other.limit = limit;
        limit = 0;
    }

    /// Where a byte is, for the kernel.
    long address(int index) {
        return address + index;
    }

    /// Counts bytes in that the kernel has put behind the limit.
    void filled(int bytes) {
        limit += bytes;
    }

    /// Gives its memory back, once. It holds nothing any more.
    @Override
    public void close() {
        long old = address;
        address = 0;
        memory = NONE;
        limit = 0;
        LibcMemory.free(old); // Which does nothing the second time.
    }
}
