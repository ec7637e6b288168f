package dev.kidreaper.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How the kernel treats this process when memory is short, and what of its memory is given back.
/// For any thread.
/*
 * A child inherits oom_score_adj (proc(5)). But what we start may leak, and must not be spared for
 * our sake: so each child gets the value that we had before we lowered ours.
 *
 * The JVM's start touches nearly all pages of its program and of the start cache, some 35 MiB. Most
 * are never needed again. Those of a private mapping that nobody may write to, and that has no page
 * of its own, are the file's: to drop them loses nothing, and what is needed comes back from the
 * page cache.
 */
public final class OwnMemory {
    private static final String LOW = "-900";
    private static final long MADVISE = Native.Machine.THIS.madvise();
    private static final int NORMAL = 0;
    private static final int RANDOM = 1;
    private static final int DONTNEED = 4;
    private static final int PAGEOUT = 21;

    /// Or the kernel maps 2 MiB again for the first byte that is needed.
    private static final int NOHUGEPAGE = 15;

    private static final Pattern MAPPING =
            Pattern.compile(
                    "(?m)^([0-9a-f]+)-([0-9a-f]+) r-[x-]p [0-9a-f]+ \\S+ [1-9]\\d* .*$"
                            + "((?:\\n[A-Z]\\w+:.*)+)");
    private static final Pattern OF_ITS_OWN =
            Pattern.compile("(?m)^(?:Anonymous|Swap|Locked): +[1-9]");

    private static volatile @Nullable String oomScore;

    private static final CFunction MALLOC_TRIM = CFunction.named("malloc_trim");

    private OwnMemory() {}

    /// Asks to be killed among the last when memory is short; not those that we start.
    ///
    /// @throws IOException if we may not
    public static void lowerOomScore() throws IOException {
        Path ours = oomScoreOf("self");
        oomScore = Files.readString(ours).strip();
        Files.writeString(ours, LOW);
    }

    /// Gives a child that was just started the value that we had.
    static void restoreOomScore(int child) {
        String usual = oomScore;
        if (usual != null) {
            try {
                Files.writeString(oomScoreOf(Integer.toString(child)), usual);
            } catch (IOException e) {
                return; // It has ended, or has another user already: no reason to end it.
            }
        }
    }

    private static Path oomScoreOf(String process) {
        return Path.of("/proc", process, "oom_score_adj");
    }

    /// Gives back what the C library holds and nobody uses (malloc_trim(3)). The JVM does so now
    /// and then; of locked memory nothing can be given back.
    public static void giveBackHeap() {
        MALLOC_TRIM.call(0);
    }

    /// Gives back what was only needed for the start: pages of files that are the same on disk.
    /// They stay in the page cache, so what is needed again comes at once, with its neighbours.
    ///
    /// @return of how many bytes of mappings
    /// @throws IOException if /proc cannot be read
    public static long giveBackFilePages() throws IOException {
        return advise(NOHUGEPAGE, DONTNEED);
    }

    /// The same, and out of the page cache: until {@link #readAhead} what is needed again comes
    /// from disk, each page alone.
    ///
    /// @return of how many bytes of mappings
    /// @throws IOException if /proc cannot be read
    public static long dropFilePages() throws IOException {
        // Where others map a page too, the kernel keeps it: then only our mapping of it ends.
        return advise(NOHUGEPAGE, RANDOM, PAGEOUT, DONTNEED);
    }

    /// Has the kernel read the neighbours of a page again, too: so what is needed rarely comes from
    /// disk at once.
    ///
    /// @throws IOException if /proc cannot be read
    public static void readAhead() throws IOException {
        advise(NORMAL);
    }

    /// Gives the kernel advice on all mappings of files of which we have changed nothing.
    ///
    /// @return on how many bytes it took the last one
    private static long advise(int... advice) throws IOException {
        long all = 0;
        Matcher mapping = MAPPING.matcher(Files.readString(Path.of("/proc/self/smaps")));
        while (mapping.find()) {
            if (!OF_ITS_OWN.matcher(mapping.group(3)).find()) {
                long from = Long.parseUnsignedLong(mapping.group(1), 16);
                long bytes = Long.parseUnsignedLong(mapping.group(2), 16) - from;
                long taken = -1;
                for (int one : advice) {
                    taken = LibcProcess.syscall(MADVISE, from, bytes, one, 0);
                }
                all += taken == 0 ? bytes : 0;
            }
        }
        return all;
    }
}
