package dev.kidreaper.observe;

import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.MemoryBreakdown;

/// The sums over a process's mappings (proc_pid_smaps_rollup(5)), in bytes.
public record SmapsRollup(
        long rss, long pss, long privateBytes, long swap, long anonymous, long privateDirty) {
    /// Parses the file. An exiting process has no memory any more, and an empty file.
    public static SmapsRollup parse(String text) throws Unreadable {
        if (text.isEmpty()) {
            throw new Unreadable(Unreadable.Why.GONE, "smaps_rollup: the process is exiting");
        }
        return new SmapsRollup(
                field(text, "\nRss:"),
                field(text, "\nPss:"),
                field(text, "\nPrivate_Clean:")
                        + field(text, "\nPrivate_Dirty:")
                        + field(text, "\nPrivate_Hugetlb:"),
                field(text, "\nSwap:"),
                field(text, "\nAnonymous:"),
                field(text, "\nPrivate_Dirty:"));
    }

    Footprint footprint(long vsz) {
        return new Footprint(vsz, rss, pss, privateBytes + swap, swap);
    }

    /// The breakdown of the memory, as far as sums tell: private anonymous memory is dirty.
    ///
    /// @param sharedAtFirst the anonymous memory that was shared at the first reading: what is
    ///   missing of it has become private. Negative for the first reading
    public MemoryBreakdown breakdown(long sharedAtFirst) {
        long alone = Math.min(anonymous, privateDirty);
        long shared = anonymous - alone;
        long apart = Math.min(alone, Math.max(0, sharedAtFirst - shared));
        long file = rss - anonymous;
        long fileAlone = Math.clamp(privateBytes - alone, 0, file);
        return new MemoryBreakdown(shared, apart, alone - apart, file, fileAlone, swap);
    }

    private static long field(String text, String name) throws Unreadable {
        int at = text.indexOf(name);
        if (at < 0) {
            throw new Unreadable(
                    Unreadable.Why.BROKEN, "smaps_rollup: no line '" + name.strip() + "'");
        }
        int digit = at + name.length();
        while (digit < text.length() && text.charAt(digit) == ' ') {
            digit++;
        }
        long kilobytes = 0;
        while (digit < text.length() && Character.isDigit(text.charAt(digit))) {
            kilobytes = kilobytes * 10 + text.charAt(digit++) - '0';
        }
        return kilobytes * 1024;
    }
}
