package dev.kidreaper.observe;

import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.Helper;
import dev.kidreaper.model.Worker;
import dev.kidreaper.observe.PoolReader.Depth;
import java.util.ArrayList;
import java.util.List;

/// The processes that workers have started. For one thread at a time.
public final class Helpers {
    /// A worker with more of them is not shown, and not counted, to the end.
    private static final int MOST = 256;

    /// Of a longer title the beginning is kept.
    private static final int MOST_TITLE = 256;

    /// What is done about them.
    public enum Use {
        /// They are not looked for.
        NOTHING,
        /// They are told with their worker.
        SHOWN,
        /// Their memory also counts as their worker's.
        COUNTED
    }

    private final Proc proc;
    private final PoolReader pools;

    public Helpers(Proc proc, PoolReader pools) {
        this.proc = proc;
        this.pools = pools;
    }

    /// A worker with that use of its helpers.
    ///
    /// @throws Unreadable DENIED if they count, and the memory of one may not be read
    Worker with(Worker worker, Depth depth, Use use) throws Unreadable {
        int pid = worker.id().pid();
        return switch (use) {
            case NOTHING -> worker;
            case SHOWN -> worker.with(seen(pid, depth), false);
            case COUNTED -> worker.with(weighed(pid, depth), true);
        };
    }

    /// Those of a worker, and those that they have started, with what may be read of their memory.
    public List<Helper> seen(int worker, Depth depth) {
        var helpers = new ArrayList<Helper>();
        for (int pid : below(worker)) {
            try {
                helpers.add(helper(pid, depth));
            } catch (Unreadable e) {
                addCheap(pid, helpers);
            }
        }
        return helpers;
    }

    private void addCheap(int pid, List<Helper> helpers) {
        try {
            helpers.add(helper(pid, Depth.CHEAP));
        } catch (Unreadable e) {
            return; // It has gone.
        }
    }

    /// The same, each with all of its memory.
    ///
    /// @throws Unreadable DENIED if that of one may not be read: without it the sum would be wrong
    public List<Helper> weighed(int worker, Depth depth) throws Unreadable {
        var helpers = new ArrayList<Helper>();
        for (int pid : below(worker)) {
            try {
                helpers.add(helper(pid, depth));
            } catch (Unreadable e) {
                if (e.why() != Unreadable.Why.GONE) {
                    throw e;
                }
            }
        }
        return helpers;
    }

    /// Their cheap sizes together: address space, resident memory, and what of that is of files, in
    /// bytes.
    public long[] sum(int worker) {
        var sum = new long[3];
        below(worker).forEach(pid -> add(pid, sum));
        return sum;
    }

    private void add(int pid, long[] sum) {
        try {
            String[] pages = proc.text(pid, "statm").split(" ", -1);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += Long.parseLong(pages[i]) * proc.pageSize();
            }
        } catch (Unreadable | RuntimeException e) {
            return; // It has gone.
        }
    }

    private Helper helper(int pid, Depth depth) throws Unreadable {
        Stat stat = pools.stat(pid);
        Footprint footprint =
                depth == Depth.FULL
                        ? pools.footprint(pid, stat.vszBytes())
                        : Footprint.cheap(stat.vszBytes(), stat.rssPages() * proc.pageSize());
        String line = proc.commandLine(pid);
        int end = line.indexOf(0);
        int length = Math.min(end < 0 ? line.length() : end, MOST_TITLE);
        return new Helper(stat.id(), line.substring(0, length), footprint);
    }

    /// The pids of all below a process, its children first.
    private List<Integer> below(int worker) {
        var all = new ArrayList<Integer>();
        addChildren(worker, all);
        for (int i = 0; i < all.size(); i++) {
            addChildren(all.get(i), all);
        }
        return all;
    }

    private void addChildren(int parent, List<Integer> all) {
        try {
            for (int child : pools.children(parent)) {
                if (all.size() < MOST) {
                    all.add(child);
                }
            }
        } catch (Unreadable e) {
            return; // It has gone.
        }
    }
}
