package dev.kidreaper.discover;

import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Stat;
import dev.kidreaper.observe.Unreadable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// One look at all processes, at the price of one small file for each.
///
/// @param parents the processes that have children, and those that may be managers without a worker
/// @param javas the processes that are called as kidreaper's are
record ProcessScan(List<Integer> parents, List<Integer> javas) {
    /// php-fpm's on-demand pools have no workers while nobody needs them.
    private static final String FPM = "php-fpm";

    private static final List<String> OURS = List.of("java", "kidreaper");

    /// All processes that we can see.
    static ProcessScan of(Proc proc) throws Unreadable {
        var alive = new ArrayList<Integer>();
        var haveChildren = new HashSet<Integer>();
        var mayBeEmpty = new HashSet<Integer>();
        var javas = new ArrayList<Integer>();
        for (int pid : proc.pids()) {
            String text;
            Stat stat;
            try {
                text = proc.text(pid, "stat");
                stat = Stat.parse(text);
            } catch (Unreadable e) {
                continue; // It has gone meanwhile, or is not for our eyes.
            }
            if (stat.isKernelThread() || !stat.isAlive()) {
                continue;
            }
            alive.add(pid);
            haveChildren.add(stat.parent());
            String name = text.substring(text.indexOf('(') + 1, text.lastIndexOf(')'));
            if (name.startsWith(FPM)) {
                mayBeEmpty.add(pid);
            }
            if (OURS.contains(name)) {
                javas.add(pid);
            }
        }
        return new ProcessScan(
                alive.stream()
                        .filter(pid -> haveChildren.contains(pid) || mayBeEmpty.contains(pid))
                        .toList(),
                javas);
    }
}
