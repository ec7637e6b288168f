package dev.kidreaper.observe.cost;

import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What this program itself costs the machine.
///
/// @param cpu processor time since its start
/// @param rssBytes resident memory; 0: not known
/// @param descriptors open files; 0: not known
/// @param mostDescriptors how many it may have open; 0: not known, or no limit
/// @param looks how often it has looked at workers
public record OwnCost(
        Duration cpu, long rssBytes, int descriptors, long mostDescriptors, LookCost.Sum looks) {
    private static final int CPU_FIELD = 11; // utime, of those behind the name; stime follows
    private static final Pattern OPEN_FILES = Pattern.compile("Max open files +([0-9]{1,18})");
    private static final int MOST_DESCRIPTORS = 1 << 20;

    /// By `/proc`, now.
    public static OwnCost now() {
        Proc proc = Proc.ofMachine();
        int us = (int) ProcessHandle.current().pid();
        LookCost.Sum looks = LookCost.ofAll().sum();
        try {
            String stat = proc.text(us, "stat");
            String[] field = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            long ticks = Long.parseLong(field[CPU_FIELD]) + Long.parseLong(field[CPU_FIELD + 1]);
            long pages = Long.parseLong(proc.text(us, "statm").split(" ", -1)[1]);
            return new OwnCost(
                    Duration.ofMillis(ticks * 1000 / proc.ticksPerSecond()),
                    pages * proc.pageSize(),
                    proc.names(us, "fd", MOST_DESCRIPTORS).size(),
                    mostDescriptors(proc.text(us, "limits")),
                    looks);
        } catch (Unreadable | IllegalArgumentException | IndexOutOfBoundsException e) {
            return new OwnCost(Duration.ZERO, 0, 0, 0, looks); // A machine without /proc for us.
        }
    }

    private static long mostDescriptors(String limits) {
        Matcher found = OPEN_FILES.matcher(limits);
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }
}
