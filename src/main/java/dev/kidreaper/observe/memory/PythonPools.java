package dev.kidreaper.observe.memory;

import java.io.IOException;
import java.util.BitSet;
import java.util.List;

/// The memory in use of CPython's allocator of small objects, by the headers of its pools.
/*
 * The layout is that of CPython's Objects/obmalloc.c, "struct pool_header". Memory is divided into
 * pools of 16 KiB (of 4 KiB before 3.10), each for objects of one size. A pool's header says how
 * many objects are in use, their size, and the last place where an object can begin. That place
 * follows from the size, which tells a header from anything else. Pools that were never used are
 * zeros, or not there.
 */
final class PythonPools {
    private static final int[] POOL_BYTES = {16 << 10, 4 << 10};
    private static final int HEADER = 48;
    private static final int ARENA_INDEX = 32;
    private static final int SIZE_INDEX = 36;
    private static final int LAST_OFFSET = 44;

    /// In a pool's header: the first of its free objects, which are a list, and the first place
    /// that was never used.
    private static final int FREE_LIST = 8;

    private static final int NEXT_OFFSET = 40;
    private static final int UNIT = 16;
    private static final int SIZES = 32;
    private static final int MOST_ARENAS = 1 << 20;

    /// If there is no pool among this many first places, there is none at all.
    private static final int TRIES = 64;

    /// As many as there is memory for in all that one walk sees.
    private static final int MOST_POOLS = 1 << 17;

    private PythonPools() {}

    /// The memory in use in a mapping, in bytes.
    ///
    /// @param pools gets the pools that are found in it
    /// @param pieces gets the objects that are in use
    static long inUse(
            MemoryWindow memory, Mappings.Area area, List<Mappings.Area> pools, FoundPieces pieces)
            throws IOException {
        for (int poolBytes : POOL_BYTES) {
            int before = pools.size();
            long inUse = inUse(memory, area, poolBytes, pools, pieces);
            if (pools.size() > before) {
                return inUse;
            }
        }
        return 0;
    }

    private static long inUse(
            MemoryWindow memory,
            Mappings.Area area,
            int poolBytes,
            List<Mappings.Area> pools,
            FoundPieces pieces)
            throws IOException {
        long first = (area.start() + poolBytes - 1) / poolBytes * poolBytes;
        long inUse = 0;
        boolean isAny = false;
        for (long at = first; at + poolBytes <= area.end(); at += poolBytes) {
            if (!isAny && at - first > (long) TRIES * poolBytes) {
                break;
            }
            if (memory.reaches(at, HEADER) && isPool(memory, at, poolBytes)) {
                if (pools.size() > MOST_POOLS) {
                    throw new IOException("more pools than one walk sees");
                }
                isAny = true;
                inUse += (long) memory.half(at) * objectBytes(memory, at);
                pieces.add(objectBytes(memory, at), memory.half(at));
                if (pieces.areRecorded()) {
                    recordObjects(memory, at, poolBytes, pieces);
                }
                pools.add(new Mappings.Area(at, at + poolBytes, false));
            }
        }
        return inUse;
    }

    /// Records the objects in a pool that are in use: those that were ever used and are not in the
    /// pool's list of free ones.
    private static void recordObjects(
            MemoryWindow memory, long pool, int poolBytes, FoundPieces pieces) throws IOException {
        int size = objectBytes(memory, pool);
        int used = (memory.half(pool + NEXT_OFFSET) - HEADER) / size;
        int free = used - memory.half(pool);
        if (used < 0 || used > poolBytes / size || free < 0) {
            return; // It changes just now.
        }
        var isFree = new BitSet();
        long next = memory.word(pool + FREE_LIST);
        for (int i = 0; i < free && next > pool && next < pool + poolBytes; i++) {
            isFree.set((int) (next - pool - HEADER) / size);
            next = memory.reaches(next, Long.BYTES) ? memory.word(next) : 0;
        }
        for (int i = 0; i < used; i++) {
            if (!isFree.get(i)) {
                long start = pool + HEADER + (long) i * size;
                pieces.record(start, start + size, size);
            }
        }
    }

    private static boolean isPool(MemoryWindow memory, long at, int poolBytes) {
        int count = memory.half(at);
        int index = memory.half(at + SIZE_INDEX);
        int arena = memory.half(at + ARENA_INDEX);
        if (index < 0 || index >= SIZES || arena < 0 || arena > MOST_ARENAS) {
            return false;
        }
        int size = objectBytes(memory, at);
        return memory.half(at + LAST_OFFSET) == poolBytes - size
                && count >= 0
                && count <= (poolBytes - HEADER) / size;
    }

    private static int objectBytes(MemoryWindow memory, long at) {
        return (memory.half(at + SIZE_INDEX) + 1) * UNIT;
    }
}
