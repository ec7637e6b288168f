package dev.kidreaper.pool.started;

import dev.kidreaper.linux.Child;
import dev.kidreaper.linux.DeadManSwitch;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.Pidfd;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Signal;
import java.time.Duration;
import java.util.List;

/// A child of ours that the kernel sends TERM when we die (see DeadManSwitch).
public final class StartedChild implements StartedProcess {
    private static final Duration LAST_WORDS_WITHIN = Duration.ofMillis(200);
    private static final Duration KILLED_WITHIN = Duration.ofSeconds(2);

    private final Child child;
    private final ProcessId id;
    private final WorkerOutput.Source output;
    private final DeadManSwitch orphaned;

    StartedChild(Child child, ProcessId id, WorkerOutput.Source output, DeadManSwitch orphaned) {
        this.child = child;
        this.id = id;
        this.output = output;
        this.orphaned = orphaned;
    }

    /// Which process it is; its pid is its process group's id too.
    public ProcessId id() {
        return id;
    }

    /// The handle by which it is signalled.
    public Pidfd handle() {
        return child.process();
    }

    @Override
    public boolean signal(Signal signal) {
        try {
            child.process().signal(signal.number());
            return true;
        } catch (LinuxException e) {
            return false; // It has exited.
        }
    }

    @Override
    public boolean hasExited() {
        try {
            return child.process().hasExited();
        } catch (LinuxException e) {
            return true;
        }
    }

    @Override
    public List<String> lastWords() {
        output.await(LAST_WORDS_WITHIN);
        return output.last();
    }

    @Override
    public String collect() {
        return child.collect();
    }

    /// Kills it and lets go of it. Only for one that has served nobody yet.
    public void abandon() {
        kill(child);
        close();
    }

    /// Kills a child, and collects it.
    static void kill(Child child) {
        try {
            child.process().signal(Signal.KILL.number());
            child.process().awaitExit(KILLED_WITHIN);
        } catch (LinuxException e) {
            return; // It has exited, and we cannot wait: it is collected with us.
        }
        child.collect();
    }

    /// Its output is read on, to its end.
    @Override
    public void close() {
        orphaned.close();
        child.process().close();
    }
}
