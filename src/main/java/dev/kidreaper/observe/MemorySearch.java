package dev.kidreaper.observe;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The search for a text in a process's own memory: it shows the code that runs, wherever its files
/// came from.
final class MemorySearch {
    private static final int CHUNK_BYTES = 1 << 20;

    /// A manager larger than this is not searched to the end.
    private static final long MOST_BYTES = 1L << 30;

    private MemorySearch() {}

    /// Whether a text is in the heap of a process (proc_pid_mem(5)).
    ///
    /// @throws Unreadable DENIED if we may not look
    static boolean holds(Proc proc, int pid, String text) throws Unreadable {
        byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
        String maps = proc.text(pid, "maps");
        try (var memory = new RandomAccessFile(proc.path(pid, "mem"), "r")) {
            for (String line : maps.split("\n", -1)) {
                if (line.endsWith("[heap]") && holds(memory, line, wanted)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            boolean there = proc.exists(pid);
            throw new Unreadable(
                    there ? Unreadable.Why.DENIED : Unreadable.Why.GONE,
                    "may not read the memory of pid " + pid);
        }
    }

    private static boolean holds(RandomAccessFile memory, String mapping, byte[] wanted)
            throws IOException {
        int dash = mapping.indexOf('-');
        long at = Long.parseLong(mapping, 0, dash, 16);
        long end = Long.parseLong(mapping, dash + 1, mapping.indexOf(' '), 16);
        end = Math.min(end, at + MOST_BYTES);
        var chunk = new byte[CHUNK_BYTES];
        while (at < end) {
            memory.seek(at);
            int length = memory.read(chunk, 0, (int) Math.min(chunk.length, end - at));
            if (length <= 0) {
                return false;
            }
            if (contains(chunk, length, wanted)) {
                return true;
            }
            // The next chunk begins where a text across the border could.
            at += length < wanted.length ? length : length - wanted.length + 1;
        }
        return false;
    }

    private static boolean contains(byte[] chunk, int length, byte[] wanted) {
        for (int i = 0; i <= length - wanted.length; i++) {
            if (chunk[i] == wanted[0]
                    && Arrays.equals(chunk, i, i + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }
}
