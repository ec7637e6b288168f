package dev.kidreaper.observe;

import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.MemoryBreakdown;

/// The sums over a process's mappings (proc_pid_smaps_rollup(5)), in bytes. What a kernel does not
/// tell is {@link #UNTOLD}.
///
/// @param alone resident pages that only this process has mapped, of whatever kind
/// @param aloneDirty those of them that differ from what is on a disk
/// @param huge pages of hugetlbfs that only it has
/// @param swap its pages in swap
/// @param swapShare the same, each divided by the number of processes that have it
/// @param anonymous resident pages of no file, shared ones in full
/// @param anonymousShare the same, each divided by the number of processes that map it
/// @param sharedMemoryShare so divided, the resident pages of shared memory
/// @param dirtyShare so divided, all dirty pages (since Linux 6.0)
/// @param sharedDirty dirty pages that others have mapped too
public record SmapsRollup(
        long rss,
        long pss,
        long alone,
        long aloneDirty,
        long huge,
        long swap,
        long swapShare,
        long anonymous,
        long anonymousShare,
        long sharedMemoryShare,
        long dirtyShare,
        long sharedDirty) {
    /*
     * What a process's end gives back are the anonymous pages that only it has. Pages of files stay
     * in the page cache, and the kernel takes those back whenever it likes. Shared memory stays for
     * whoever else has it open, as a worker's manager has. The kernel adds up private pages of all
     * kinds, and pages of each kind by their shares. Anonymous pages and those of shared memory
     * are dirty; so what is dirty beyond their shares is of files. docs/decisions/0027-uss.md.
     */
    private static final long UNTOLD = -1;

    /// Parses the file. An exiting process has no memory any more, and an empty file.
    public static SmapsRollup parse(String text) throws Unreadable {
        if (text.isEmpty()) {
            throw new Unreadable(Unreadable.Why.GONE, "smaps_rollup: the process is exiting");
        }
        return new SmapsRollup(
                field(text, "\nRss:"),
                field(text, "\nPss:"),
                field(text, "\nPrivate_Clean:") + field(text, "\nPrivate_Dirty:"),
                field(text, "\nPrivate_Dirty:"),
                field(text, "\nPrivate_Hugetlb:"),
                field(text, "\nSwap:"),
                newer(text, "\nSwapPss:"),
                field(text, "\nAnonymous:"),
                newer(text, "\nPss_Anon:"),
                newer(text, "\nPss_Shmem:"),
                newer(text, "\nPss_Dirty:"),
                newer(text, "\nShared_Dirty:"));
    }

    Footprint footprint(long vsz) {
        long own = anonymousAlone();
        return new Footprint(vsz, rss, pss, own + huge + swapAlone(own), swap);
    }

    /// The breakdown of the memory, as far as sums tell.
    ///
    /// @param sharedAtFirst the anonymous memory that was shared at the first reading: what is
    ///   missing of it has become private. Negative for the first reading
    public MemoryBreakdown breakdown(long sharedAtFirst) {
        long own = anonymousAlone();
        long shared = anonymous - own;
        long apart = Math.min(own, Math.max(0, sharedAtFirst - shared));
        long file = rss - anonymous;
        long fileAlone = Math.clamp(alone - own, 0, Math.max(0, file));
        return new MemoryBreakdown(shared, apart, own - apart, file, fileAlone, swapAlone(own));
    }

    /// The anonymous pages that only this process has: exactly, where it has no shared memory and
    /// no dirty pages of files. Else all its shared dirty pages are taken to be shared by as many.
    private long anonymousAlone() {
        if (anonymousShare == UNTOLD || dirtyShare == UNTOLD || sharedMemoryShare == UNTOLD) {
            long most = anonymousShare == UNTOLD ? anonymous : Math.min(anonymous, anonymousShare);
            return Math.min(aloneDirty, most);
        }
        long dirtyFiles = Math.max(0, dirtyShare - anonymousShare - sharedMemoryShare);
        long others = dirtyFiles + sharedMemoryShare;
        long most = Math.min(aloneDirty, Math.min(anonymous, anonymousShare));
        long least = Math.max(aloneDirty - others, anonymous - sharedDirty);
        return others == 0 || least >= most
                ? most
                : alone(
                        anonymous,
                        anonymousShare,
                        sharedDirty,
                        dirtyShare - aloneDirty,
                        least,
                        most);
    }

    /// The pages in swap that only this process has: its end gives no others back.
    private long swapAlone(long own) {
        if (swapShare == UNTOLD || swapShare >= swap) {
            return swap;
        }
        long least = Math.max(0, 2 * swapShare - swap);
        return alone(swap, swapShare, anonymous - own, anonymousShare - own, least, swapShare);
    }

    /// The pages that only this process has, of some that it has alone and others that are shared
    /// by as many processes as the pages of a sample.
    ///
    /// @param all those pages, in full
    /// @param share each divided by the number of processes that have it
    /// @param sample pages that are all shared, in full
    /// @param sampleShare so divided
    private static long alone(
            long all, long share, long sample, long sampleShare, long least, long most) {
        if (sample <= sampleShare || sampleShare <= 0) {
            return most;
        }
        double found =
                ((double) sample * share - (double) all * sampleShare) / (sample - sampleShare);
        return Math.clamp(Math.round(found), Math.max(0, Math.min(least, most)), most);
    }

    private static long newer(String text, String name) throws Unreadable {
        return text.contains(name) ? field(text, name) : UNTOLD;
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
