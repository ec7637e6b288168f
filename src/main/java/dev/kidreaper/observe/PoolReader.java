package dev.kidreaper.observe;

import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Pool;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.ProcessTraits;
import dev.kidreaper.model.Profile;
import dev.kidreaper.model.Worker;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// Reads a pool: a manager and its children, from the kernel's list of them (never a scan of the
/// process table). For one thread at a time.
public final class PoolReader {
    /// How much of each worker's memory is read.
    public enum Depth {
        /// Address space and resident pages: what `stat` tells.
        CHEAP,
        /// All measures: the kernel walks the worker's page tables, about 12 µs for each MiB.
        FULL;

        /// What has to be read to know that measure.
        public static Depth of(Measure measure) {
            return measure.isCheap() ? CHEAP : FULL;
        }
    }

    private final Proc proc;
    private final Function<ProcessTraits, Profile> recognise;

    /// A reader of that `/proc`.
    ///
    /// @param recognise which profile a manager that looks so has
    public PoolReader(Proc proc, Function<ProcessTraits, Profile> recognise) {
        this.proc = proc;
        this.recognise = recognise;
    }

    /// The manager's own reading.
    ///
    /// @throws Unreadable GONE when there is no such process, or it has exited
    public Manager manager(int pid) throws Unreadable {
        Stat stat = stat(pid);
        ProcessTraits processTraits = evidence(pid, true);
        return manager(stat, processTraits.title(), recognise.apply(processTraits));
    }

    /// Whether that process is a thread of the kernel.
    public boolean isKernelThread(int pid) throws Unreadable {
        return stat(pid).isKernelThread();
    }

    /// The pool as it is now. Children that vanish while it is read are left out.
    ///
    /// @throws Unreadable GONE when the manager is not that process any more; DENIED when a
    ///   worker's memory may not be read
    public Pool pool(Manager known, Depth depth) throws Unreadable {
        Stat now = stat(known.id().pid());
        if (!now.id().equals(known.id())) {
            throw new Unreadable(Unreadable.Why.GONE, "pid " + known.id() + " is another process");
        }
        // A manager keeps what it was recognised as: it is not judged anew to decide on signals.
        Profile profile = known.profile();
        String title = evidence(known.id().pid(), false).title();
        double uptime = proc.uptimeSeconds();
        var workers = new ArrayList<Worker>();
        var others = new ArrayList<ProcessId>();
        for (int pid : children(known.id().pid())) {
            switch (child(known, pid, uptime, depth)) {
                case Child.Serving serving -> workers.add(serving.worker());
                case Child.Other other -> others.add(other.id());
                case Child.Gone _ -> {}
            }
        }
        return new Pool(manager(now, title, profile), workers, others);
    }

    /// What one of a manager's children is.
    public sealed interface Child {
        /// One that serves requests.
        record Serving(Worker worker) implements Child {}

        /// One that does not, or not yet.
        record Other(ProcessId id) implements Child {}

        /// One that has gone meanwhile, or is another's child by now.
        record Gone() implements Child {}
    }

    /// One of the manager's children, by its pid.
    ///
    /// @param uptime seconds since boot
    /// @throws Unreadable DENIED when its memory may not be read
    public Child child(Manager manager, int pid, double uptime, Depth depth) throws Unreadable {
        try {
            Stat stat = stat(pid);
            if (stat.parent() != manager.id().pid()) {
                return new Child.Gone();
            }
            Profile profile = manager.profile();
            ProcessTraits processTraits = evidence(pid, profile.needsHandlers());
            return profile.isWorker(processTraits)
                    ? new Child.Serving(worker(stat, processTraits.title(), uptime, depth))
                    : new Child.Other(stat.id());
        } catch (Unreadable e) {
            if (e.why() == Unreadable.Why.GONE) {
                return new Child.Gone();
            }
            throw e;
        }
    }

    /// All parts of one process's footprint.
    public Footprint footprint(int pid, long vszBytes) throws Unreadable {
        return SmapsRollup.parse(proc.text(pid, "smaps_rollup")).footprint(vszBytes);
    }

    /// All parts of one process's footprint, and what else the kernel tells at the same price.
    ///
    /// @param sharedAtFirst anonymous memory that it shared at the first such reading; negative at
    ///   the first
    public Weight weigh(int pid, long vszBytes, long sharedAtFirst) throws Unreadable {
        var rollup = SmapsRollup.parse(proc.text(pid, "smaps_rollup"));
        return new Weight(rollup.footprint(vszBytes), rollup.makeup(sharedAtFirst), status(pid));
    }

    /// What the kernel counts of a process over its life.
    public Status status(int pid) throws Unreadable {
        return Status.of(proc, pid);
    }

    /// The pids of a process's children, over all its threads (proc_pid_task(5), `children`; the
    /// list is exact while no child exits, so who acts on one checks it again).
    public List<Integer> children(int manager) throws Unreadable {
        var pids = new ArrayList<Integer>();
        for (String thread : Threads.ids(proc, manager)) {
            String text;
            try {
                text = proc.text(manager, "task/" + thread + "/children");
            } catch (Unreadable e) {
                if (new File(proc.path(manager, "task/" + thread)).exists()) {
                    throw e;
                }
                continue; // The thread has ended; its children are another thread's now.
            }
            for (int at = 0, end; (end = text.indexOf(' ', at)) > 0; at = end + 1) {
                pids.add(Integer.parseInt(text, at, end, 10));
            }
        }
        return pids;
    }

    /// The address space of a process in bytes, by the cheapest reading (proc_pid_statm(5)).
    public long vszBytes(int pid) throws Unreadable {
        String text = proc.text(pid, "statm");
        try {
            return Long.parseLong(text, 0, text.indexOf(' '), 10) * proc.pageSize();
        } catch (RuntimeException e) {
            throw new Unreadable(Unreadable.Why.BROKEN, "statm: not as proc(5) says: " + text);
        }
    }

    /// What `stat` says of a process that is alive.
    ///
    /// @throws Unreadable GONE when it has exited, collected by its parent or not
    public Stat stat(int pid) throws Unreadable {
        Stat stat = Stat.parse(proc.text(pid, "stat"));
        if (!stat.isAlive()) {
            throw new Unreadable(Unreadable.Why.GONE, "pid " + pid + " has exited");
        }
        return stat;
    }

    /// Which process has that pid now, exited or not.
    ///
    /// @throws Unreadable GONE when there is none
    public ProcessId identity(int pid) throws Unreadable {
        return Stat.parse(proc.text(pid, "stat")).id();
    }

    private Manager manager(Stat stat, String title, Profile profile) {
        return new Manager(stat.id(), stat.parent(), title, cheap(stat), profile);
    }

    private Worker worker(Stat stat, String title, double uptime, Depth depth) throws Unreadable {
        ProcessId id = stat.id();
        Footprint footprint =
                depth == Depth.CHEAP ? cheap(stat) : footprint(id.pid(), stat.vszBytes());
        double born = (double) id.startTicks() / proc.ticksPerSecond();
        return new Worker(
                id,
                Duration.ofNanos((long) (Math.max(0, uptime - born) * 1e9)),
                Duration.ofMillis(stat.cpuTicks() * 1000 / proc.ticksPerSecond()),
                title,
                footprint);
    }

    private Footprint cheap(Stat stat) {
        return Footprint.cheap(stat.vszBytes(), stat.rssPages() * proc.pageSize());
    }

    private ProcessTraits evidence(int pid, boolean withHandlers) throws Unreadable {
        long handlers = withHandlers ? Credentials.of(proc, pid).caughtSignals() : 0;
        return new ProcessTraits(words(pid), program(pid), handlers);
    }

    private List<String> words(int pid) throws Unreadable {
        String line = proc.text(pid, "cmdline");
        return Arrays.stream(line.split("\0", -1)).filter(w -> !w.isEmpty()).toList();
    }

    /// The base name of what it executes (proc_pid_exe(5)); empty where we may not see it.
    private String program(int pid) {
        String path = proc.link(pid, "exe");
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
