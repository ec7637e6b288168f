package dev.kidreaper.observe;

import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Pool;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.ProcessTraits;
import dev.kidreaper.model.Profile;
import dev.kidreaper.model.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// The reader of a pool: a manager and its children, by the kernel's list of them (never by a scan
/// of the process table). For one thread at a time.
public final class PoolReader {
    /// How much of each worker's memory is read.
    public enum Depth {
        /// Address space and resident pages: what `stat` tells.
        CHEAP,
        /// All measures: the kernel walks the worker's page tables, about 12 µs for each MiB.
        FULL;

        /// What must be read to know a measure.
        public static Depth of(Measure measure) {
            return measure.isCheap() ? CHEAP : FULL;
        }
    }

    private static final String ROLLUP = "smaps_rollup";

    /// Of a worker's longer title the beginning is kept.
    private static final int MOST_TITLE = 512;

    private final Proc proc;
    private final Function<ProcessTraits, Profile> recognise;
    private final Helpers.Use ofHelpers;

    /// A reader of a `/proc`.
    ///
    /// @param recognise finds the profile of a manager by its traits
    public PoolReader(Proc proc, Function<ProcessTraits, Profile> recognise) {
        this(proc, recognise, Helpers.Use.NOTHING);
    }

    private PoolReader(
            Proc proc, Function<ProcessTraits, Profile> recognise, Helpers.Use ofHelpers) {
        this.proc = proc;
        this.recognise = recognise;
        this.ofHelpers = ofHelpers;
    }

    /// A reader of the same that does that about helpers.
    public PoolReader with(Helpers.Use what) {
        return new PoolReader(proc, recognise, what);
    }

    /// The manager with a pid.
    ///
    /// @throws Unreadable GONE if there is no such process, or it has exited
    public Manager manager(int pid) throws Unreadable {
        Stat stat = stat(pid);
        ProcessTraits processTraits = evidence(pid, true);
        return manager(stat, processTraits.title(), recognise.apply(processTraits));
    }

    /// Whether a process is a kernel thread.
    public boolean isKernelThread(int pid) throws Unreadable {
        return stat(pid).isKernelThread();
    }

    /// The pool as it is now. Children that vanish while it is read are left out.
    ///
    /// @throws Unreadable GONE if the manager is not the same process any more; DENIED if a
    ///   worker's memory may not be read
    public Pool pool(Manager known, Depth depth) throws Unreadable {
        Stat now = stat(known.id().pid());
        if (!now.id().equals(known.id())) {
            throw new Unreadable(Unreadable.Why.GONE, "pid " + known.id() + " is another process");
        }
        String title = evidence(known.id().pid(), false).title();
        double uptime = proc.uptimeSeconds();
        var workers = new ArrayList<Worker>();
        var others = new ArrayList<ProcessId>();
        for (int pid : children(known.id().pid())) {
            // No switch: the JVM makes a class for each anew, and short runs come here.
            Child child = child(known, pid, uptime, depth);
            if (child instanceof Child.Serving serving) {
                workers.add(serving.worker());
            } else if (child instanceof Child.Other other) {
                others.add(other.id());
            }
        }
        // A manager keeps its profile: signals are not decided by a second recognition.
        return new Pool(manager(now, title, known.profile()), workers, others);
    }

    /// A child of a manager.
    public sealed interface Child {
        /// A child that serves requests.
        record Serving(Worker worker) implements Child {}

        /// A child that does not serve, or not yet.
        record Other(ProcessId id) implements Child {}

        /// A child that has gone meanwhile, or has another parent by now.
        record Gone() implements Child {}
    }

    /// A child of the manager, by its pid.
    ///
    /// @param uptime seconds since boot
    /// @throws Unreadable DENIED if its memory may not be read
    public Child child(Manager manager, int pid, double uptime, Depth depth) throws Unreadable {
        try {
            Stat stat = stat(pid);
            if (stat.parent() != manager.id().pid()) {
                return new Child.Gone();
            }
            Profile profile = manager.profile();
            boolean unknown = profile.isUnknown();
            ProcessTraits processTraits = evidence(pid, unknown || profile.needsHandlers());
            // A wrapper's or a supervisor's child may be a manager itself.
            boolean manages = unknown && !recognise.apply(processTraits).isUnknown();
            return !manages && profile.isWorker(processTraits)
                    ? new Child.Serving(worker(stat, processTraits.title(), uptime, depth))
                    : new Child.Other(stat.id());
        } catch (Unreadable e) {
            if (e.why() == Unreadable.Why.GONE) {
                return new Child.Gone();
            }
            throw e;
        }
    }

    /// Checks that the memory of a manager's workers may be weighed, without weighing it.
    ///
    /// @throws Unreadable DENIED with the reason and what to do
    public void checkWeighable(Manager manager) throws Unreadable {
        double uptime = proc.uptimeSeconds();
        for (int pid : children(manager.id().pid())) {
            if (child(manager, pid, uptime, Depth.CHEAP) instanceof Child.Serving) {
                proc.checkOpens(pid, ROLLUP);
            }
        }
    }

    /// All parts of one process's footprint.
    public Footprint footprint(int pid, long vszBytes) throws Unreadable {
        return SmapsRollup.parse(proc.text(pid, ROLLUP)).footprint(vszBytes);
    }

    /// All parts of a process's footprint, and what else the kernel tells at the same cost.
    ///
    /// @param sharedAtFirst the anonymous memory that it shared at the first such reading; negative
    ///   for the first reading
    public Weight weigh(int pid, long vszBytes, long sharedAtFirst) throws Unreadable {
        var rollup = SmapsRollup.parse(proc.text(pid, ROLLUP));
        return new Weight(rollup.footprint(vszBytes), rollup.breakdown(sharedAtFirst), status(pid));
    }

    /// What the kernel counts for a process over its life.
    public Status status(int pid) throws Unreadable {
        return Status.of(proc, pid);
    }

    /// The pids of a process's children, over all its threads (proc_pid_task(5), `children`). The
    /// list is exact while no child exits, so a caller that acts on a child checks it again.
    public List<Integer> children(int manager) throws Unreadable {
        return Threads.children(proc, manager);
    }

    /// Whether a process has children that have not exited.
    public boolean hasChildren(int pid) throws Unreadable {
        for (int child : children(pid)) {
            if (isAlive(child)) {
                return true;
            }
        }
        return false;
    }

    private boolean isAlive(int pid) throws Unreadable {
        try {
            stat(pid);
            return true;
        } catch (Unreadable e) {
            if (e.why() == Unreadable.Why.GONE) {
                return false;
            }
            throw e;
        }
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

    /// The `stat` of a process that is alive.
    ///
    /// @throws Unreadable GONE if it has exited, whether collected by its parent or not
    public Stat stat(int pid) throws Unreadable {
        Stat stat = Stat.parse(proc.text(pid, "stat"));
        if (!stat.isAlive()) {
            throw new Unreadable(Unreadable.Why.GONE, "pid " + pid + " has exited");
        }
        return stat;
    }

    /// The process that has a pid now, exited or not.
    ///
    /// @throws Unreadable GONE if there is none
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
        var worker =
                new Worker(
                        id,
                        Duration.ofNanos((long) (Math.max(0, uptime - born) * 1e9)),
                        Duration.ofMillis(stat.cpuTicks() * 1000 / proc.ticksPerSecond()),
                        title.substring(0, Math.min(title.length(), MOST_TITLE)),
                        footprint);
        return new Helpers(proc, this).with(worker, depth, ofHelpers);
    }

    private Footprint cheap(Stat stat) {
        return Footprint.cheap(stat.vszBytes(), stat.rssPages() * proc.pageSize());
    }

    private ProcessTraits evidence(int pid, boolean withHandlers) throws Unreadable {
        long handlers = withHandlers ? Credentials.of(proc, pid).caughtSignals() : 0;
        String[] all = proc.commandLine(pid).split("\0", -1);
        List<String> words = Arrays.stream(all).filter(w -> !w.isEmpty()).toList();
        return new ProcessTraits(words, program(pid), handlers);
    }

    /// The base name of the program (proc_pid_exe(5)); empty if we may not see it.
    private String program(int pid) {
        String path = proc.link(pid, "exe");
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
