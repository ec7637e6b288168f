package dev.kidreaper.observe;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The units in which the kernel counts, from the pairs of longs that it gives each process
/// (getauxval(3)).
///
/// @param pageSize bytes in a page (AT_PAGESZ)
/// @param ticksPerSecond clock ticks in a second (AT_CLKTCK)
record KernelUnits(long pageSize, long ticksPerSecond) {
    private static final int MOST_BYTES = 4096;
    private static final int AT_PAGESZ = 6;
    private static final int AT_CLKTCK = 17;

    /// Those of a `/proc`. A captured tree has none; nearly every machine has the usual two.
    static KernelUnits of(String root) {
        long pageSize = 4096;
        long ticksPerSecond = 100;
        try (var in = new FileInputStream(root + "/self/auxv")) {
            var pairs = ByteBuffer.wrap(in.readNBytes(MOST_BYTES)).order(ByteOrder.nativeOrder());
            while (pairs.remaining() >= 16) {
                long key = pairs.getLong();
                long value = pairs.getLong();
                pageSize = key == AT_PAGESZ ? value : pageSize;
                ticksPerSecond = key == AT_CLKTCK ? value : ticksPerSecond;
            }
        } catch (IOException e) {
            return new KernelUnits(pageSize, ticksPerSecond); // As said above.
        }
        return new KernelUnits(pageSize, ticksPerSecond);
    }
}
