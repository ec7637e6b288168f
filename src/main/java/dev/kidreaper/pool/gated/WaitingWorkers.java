package dev.kidreaper.pool.gated;

import dev.kidreaper.linux.DeadManSwitch;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.Pidfd;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import java.io.File;
import java.util.Arrays;

/// The workers that wait for an answer of a gatekeeper that has died with their question in hand.
/*
 * Nobody else can answer it. A stop and a continue interrupt the wait without a trace: the kernel
 * begins the call anew, and with it the question (seccomp_unotify(2)). Only processes that are seen
 * in that wait are touched: in other calls a stop may have a trace.
 */
final class WaitingWorkers {
    /// The kernel's function in which they wait (proc_pid_wchan(5)).
    private static final String WAIT = "seccomp";

    /// Workers are children of what was started, or grandchildren where a wrapper started it.
    private static final int GENERATIONS = 3;

    private final Proc proc;
    private final PoolReader pools;

    WaitingWorkers(Proc proc, PoolReader pools) {
        this.proc = proc;
        this.pools = pools;
    }

    /// Has all of them ask again. How many those were.
    ///
    /// @param manager what was started, which may be a wrapper around the manager
    int askAgain(ProcessId manager) {
        try {
            return pools.stat(manager.pid()).id().equals(manager)
                    ? childrenOf(manager.pid(), GENERATIONS)
                    : 0;
        } catch (Unreadable e) {
            return 0; // It has gone.
        }
    }

    private int childrenOf(int parent, int generations) {
        int asked = 0;
        try {
            for (int pid : pools.children(parent)) {
                asked += waits(pid) && askAgain(pid, parent) ? 1 : 0;
                asked += generations > 1 ? childrenOf(pid, generations - 1) : 0;
            }
        } catch (Unreadable e) {
            return asked; // It has gone.
        }
        return asked;
    }

    private boolean waits(int pid) {
        String[] threads = new File(proc.path(pid, "task")).list();
        if (threads == null) {
            return false;
        }
        return Arrays.stream(threads).anyMatch(thread -> waits(pid, thread));
    }

    private boolean waits(int pid, String thread) {
        try {
            return proc.text(pid, "task/" + thread + "/wchan").contains(WAIT);
        } catch (Unreadable e) {
            return false; // It has ended.
        }
    }

    private boolean askAgain(int pid, int manager) {
        try (var worker = Pidfd.open(pid)) {
            if (pools.stat(pid).parent() != manager) {
                return false;
            }
            try (var _ = DeadManSwitch.arm(pid, Signal.CONT.number())) {
                worker.signal(Signal.STOP.number());
                worker.signal(Signal.CONT.number());
            }
            return true;
        } catch (LinuxException | Unreadable e) {
            return false; // It has gone.
        }
    }
}
