package dev.kidreaper.app;

import dev.kidreaper.decide.Recognition;
import dev.kidreaper.decide.SignalChoice;
import dev.kidreaper.discover.HiddenPrograms;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.Pool;
import dev.kidreaper.model.Report;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.Helpers;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.PoolReader.Depth;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Rights;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.observe.pidfile.Pidfile;
import dev.kidreaper.recycle.RecycleListener;
import dev.kidreaper.recycle.RecycleLock;
import dev.kidreaper.recycle.RecycleRun;
import dev.kidreaper.recycle.Recycler;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The parts of the program wired together for one command and one manager.
public record Session(Proc proc, PoolReader pools, Manager manager) {
    /// The measure that says in which order a restart takes workers. Everybody may read it.
    public static final Measure RESTART_ORDER = Measure.RSS;

    private static final int INIT = 1;

    /// One for the manager with that pid.
    ///
    /// @throws OperatorError when there is no such process, or none that could be a manager
    public static Session of(int pid) throws OperatorError {
        var proc = Proc.ofMachine();
        return of(pid, proc, new PoolReader(proc, Recognition::of));
    }

    /// One for the manager that a pidfile names.
    public static Session of(Path pidfile) throws OperatorError {
        var proc = Proc.ofMachine();
        var pools = new PoolReader(proc, Recognition::of);
        int pid;
        try {
            pid = Pidfile.manager(pidfile, proc, pools);
        } catch (Unreadable e) {
            // What is wrong with a pidfile is said in full where it is found.
            int code =
                    e.why() == Unreadable.Why.DENIED ? ExitCode.NOT_PERMITTED : ExitCode.NOT_FOUND;
            throw new OperatorError(code, e.sentence());
        }
        return of(pid, proc, pools);
    }

    private static Session of(int pid, Proc proc, PoolReader pools) throws OperatorError {
        try {
            if (pools.isKernelThread(pid)) {
                throw new OperatorError(ExitCode.NOT_FOUND, "pid " + pid + " is a kernel thread");
            }
            Manager manager = pools.manager(pid);
            if (pid == INIT && manager.profile().isUnknown()) {
                throw new OperatorError(
                        ExitCode.NOT_FOUND,
                        "pid 1 is init, not a pool's manager. " + NoManager.ADVICE);
            }
            WorkerPid.refuse(manager, pools);
            WorkerPid.refuseOurselves(manager, proc);
            return new Session(proc, pools, manager);
        } catch (Unreadable e) {
            if (e.why() == Unreadable.Why.GONE) {
                throw new OperatorError(ExitCode.NOT_FOUND, "no process has pid " + pid);
            }
            throw OperatorError.of(e);
        }
    }

    /// The same, but that is done about processes that workers have started.
    public Session with(Helpers.Use what) {
        return new Session(proc, pools.with(what), manager);
    }

    /// The same for a manager that is seen in another way.
    public Session with(Manager same) {
        return new Session(proc, pools, same);
    }

    /// The pool as it is now, with what that measure needs.
    public Pool read(Measure measure) throws OperatorError {
        try {
            return pools.pool(manager, Depth.of(measure));
        } catch (Unreadable e) {
            throw OperatorError.of(e);
        }
    }

    /// The pool as it is now, with all measures that we may read. If that is not all, the reason is
    /// said.
    public Pool readAsFarAsPermitted() throws OperatorError {
        Pool pool;
        try {
            pool = pools.pool(manager, Depth.FULL);
        } catch (Unreadable e) {
            if (e.why() == Unreadable.Why.DENIED) {
                OperatorNote.say("no PSS and USS: " + e.sentence());
            }
            pool = read(Measure.RSS);
        }
        HiddenPrograms.of(pool, proc).ifPresent(OperatorNote::say);
        return pool;
    }

    /// The same pool, with all of its manager's memory that we may read.
    public Pool withWholeManager(Pool pool) {
        Manager its = pool.manager();
        try {
            Footprint all = pools.footprint(its.id().pid(), its.footprint().vsz());
            return new Pool(its.with(all), pool.workers(), pool.others());
        } catch (Unreadable e) {
            return pool; // What everybody may read is known.
        }
    }

    /// The signal that asks this manager's workers to leave.
    ///
    /// @param asked the one that the operator named; null: the profile's own
    /// @throws OperatorError when there is none that may be sent
    public Signal signal(@Nullable Signal asked) throws OperatorError {
        if (asked != null && !asked.canAskToLeave()) {
            throw new OperatorError(
                    ExitCode.USAGE,
                    asked + " is not graceful: to kill a stuck worker use --kill-after");
        }
        if (asked == null && HiddenPrograms.isKindOf(manager, proc)) {
            throw new OperatorError(ExitCode.NOT_PERMITTED, HiddenPrograms.sentence(manager, proc));
        }
        return switch (SignalChoice.asked(manager.profile(), asked)) {
            case SignalChoice.Send send -> send.signal();
            case SignalChoice.Unknown _ ->
                    throw new OperatorError(
                            ExitCode.USAGE,
                            hasChildren() ? unknownManager(manager) : NoManager.sentence(manager));
            case SignalChoice.Untouchable untouchable ->
                    throw new OperatorError(
                            ExitCode.FAILED, untouchable(manager, untouchable.why()));
            case SignalChoice.Deadly deadly ->
                    throw new OperatorError(
                            ExitCode.USAGE,
                            "%s cuts off requests in workers of %s: leave --signal out (it is %s)"
                                    .formatted(
                                            deadly.asked(),
                                            manager.profile().name(),
                                            deadly.graceful()));
        };
    }

    private boolean hasChildren() throws OperatorError {
        Pool pool = read(Measure.RSS);
        return !pool.workers().isEmpty() || !pool.others().isEmpty();
    }

    /// What is missing before workers of an unknown manager can be signalled.
    public static String unknownManager(Manager manager) {
        return ("pid %s ('%s') is not a known kind of manager, so its workers' graceful"
                        + " signal is not known: name it with --signal")
                .formatted(manager.id(), manager.title());
    }

    /// Why a manager's workers are not signalled by anybody here.
    public static String untouchable(Manager manager, String why) {
        return "manager %s (%s): %s. Nothing was signalled"
                .formatted(manager.id(), manager.profile().name(), why);
    }

    /// Performs a run.
    public Report perform(RecycleRun recycleRun) throws OperatorError {
        try {
            return switch (RecycleLock.take(manager, proc)) {
                case RecycleLock.Asked.Forbidden forbidden ->
                        throw new OperatorError(ExitCode.FAILED, forbidden.why());
                case RecycleLock.Asked.Elsewhere other ->
                        throw new OperatorError(
                                ExitCode.FAILED,
                                ("another kidreaper is recycling the workers of manager %s just"
                                                + " now%s")
                                        .formatted(
                                                manager.id(),
                                                other.holder() == null
                                                        ? ""
                                                        : ": " + other.holder()));
                case RecycleLock.Asked.Taken taken -> perform(recycleRun, taken.recycleLock());
            };
        } catch (Unreadable e) {
            throw OperatorError.of(e);
        } catch (LinuxException e) {
            throw e.isNotPermitted()
                    ? new OperatorError(
                            ExitCode.NOT_PERMITTED,
                            "not permitted (%s); %s"
                                    .formatted(
                                            e.sentence(), Rights.toDo(e, proc, manager.id().pid())))
                    : new OperatorError(
                            ExitCode.NOT_FOUND, "manager %s has gone".formatted(manager.id()));
        }
    }

    private Report perform(RecycleRun recycleRun, RecycleLock recycleLock) throws Unreadable {
        try (recycleLock) {
            ChildrenLeftAlone.say(manager, pools);
            return recycleRun.recycleAll();
        }
    }

    /// A run over its pool: one worker after the other.
    public RecycleRun run(
            Signal signal,
            Measure measure,
            @Nullable Limit limit,
            Pace pace,
            boolean force,
            RecycleListener recycleListener,
            RecycleRun.Permits permits) {
        return run(signal, measure, limit, pace, force, recycleListener, permits, 1);
    }

    /// A run that recycles every worker of its pool once.
    ///
    /// @param atOnce how many may be away at once; one of a pool always stays
    public RecycleRun restart(
            Signal signal,
            Pace pace,
            int atOnce,
            RecycleListener recycleListener,
            RecycleRun.Permits permits) {
        return run(signal, RESTART_ORDER, null, pace, false, recycleListener, permits, atOnce);
    }

    private RecycleRun run(
            Signal signal,
            Measure measure,
            @Nullable Limit limit,
            Pace pace,
            boolean force,
            RecycleListener recycleListener,
            RecycleRun.Permits permits,
            int atOnce) {
        // Who is told to go on regardless does so where nobody knows whether the manager forks
        // again.
        boolean mayStayAway = force && manager.profile().isUnknown();
        Duration unreplaced = mayStayAway ? Pace.DEFAULT.pause() : null;
        var crew =
                Recycler.crew(
                        proc,
                        () -> pools.with(Helpers.Use.NOTHING),
                        manager,
                        signal,
                        pace,
                        unreplaced,
                        Math.min(atOnce, permits.mostAtOnce()),
                        permits::maySignal);
        return new RecycleRun(
                pools, manager, crew, measure, limit, pace, force, recycleListener, permits);
    }

    /// The exit code of a finished run.
    public static int exitCode(Report report) {
        return report.isRefused()
                ? ExitCode.NOT_PERMITTED
                : report.isFailed() ? ExitCode.FAILED : ExitCode.DONE;
    }
}
