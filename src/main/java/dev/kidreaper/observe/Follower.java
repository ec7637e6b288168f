package dev.kidreaper.observe;

import dev.kidreaper.model.Course;
import dev.kidreaper.model.Makeup;
import dev.kidreaper.model.ProcessId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Follows what one process's memory is made of: page by page where the kernel tells, by sums where
/// it does not. For one thread at a time.
final class Follower {
    private final ProcessId id;
    private final Pages pages;
    private final List<Course.Point> points = new ArrayList<>();
    private boolean bySums;
    private long sharedAtFirst = -1;
    private long nanosPerReading;

    Follower(ProcessId id) {
        this.id = id;
        this.pages = new Pages(id.pid());
    }

    /// Reads it once more.
    ///
    /// @param seconds since the observation began
    void read(Proc proc, Pagemap pagemap, @Nullable Pages manager, double seconds)
            throws Unreadable {
        long start = System.nanoTime();
        Makeup makeup = makeup(proc, pagemap, manager);
        long rests = rests(proc);
        // The pid may have come to mean another process while it was read.
        if (!Stat.parse(proc.text(id.pid(), "stat")).id().equals(id)) {
            throw new Unreadable(Unreadable.Why.GONE, "pid " + id + " has exited");
        }
        nanosPerReading = System.nanoTime() - start;
        points.add(new Course.Point(seconds, makeup, rests));
    }

    /// How long the last reading took.
    long nanosPerReading() {
        return nanosPerReading;
    }

    Pages pages() {
        return pages;
    }

    boolean isBySums() {
        return bySums;
    }

    Course course(boolean bornWithin) {
        return new Course(id, bornWithin, points);
    }

    boolean hasPoints() {
        return !points.isEmpty();
    }

    private Makeup makeup(Proc proc, Pagemap pagemap, @Nullable Pages manager) throws Unreadable {
        if (!bySums) {
            try {
                return pages.read(proc, pagemap, manager);
            } catch (Unreadable e) {
                if (e.why() == Unreadable.Why.GONE || !points.isEmpty()) {
                    throw e;
                }
                bySums = true;
            }
        }
        var rollup = SmapsRollup.parse(proc.text(id.pid(), "smaps_rollup"));
        Makeup makeup = rollup.makeup(sharedAtFirst);
        if (sharedAtFirst < 0) {
            sharedAtFirst = makeup.shared();
        }
        return makeup;
    }

    private long rests(Proc proc) throws Unreadable {
        String text = proc.text(id.pid(), "status");
        String name = "\nvoluntary_ctxt_switches:\t";
        int at = text.indexOf(name);
        int end = text.indexOf('\n', at + name.length());
        try {
            return Long.parseLong(text, at + name.length(), end < 0 ? text.length() : end, 10);
        } catch (RuntimeException e) {
            throw new Unreadable(Unreadable.Why.BROKEN, "status: not as proc(5) says");
        }
    }
}
