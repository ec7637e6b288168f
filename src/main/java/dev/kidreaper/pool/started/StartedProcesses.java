package dev.kidreaper.pool.started;

import dev.kidreaper.linux.Child;
import dev.kidreaper.linux.ChildThread;
import dev.kidreaper.linux.DeadManSwitch;
import dev.kidreaper.linux.EnvironmentVariables;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.StreamSocket;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Unreadable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Starts the processes of one pool, reads what they write, and sees to it that none stays behind
/// when we die. For the thread that owns the pool.
public final class StartedProcesses {
    private final PoolReader pools;
    private final Path folder;
    private final EnvironmentVariables environment;
    private final Report report;
    private final WorkerOutput output;
    private final @Nullable OrphanGuard guard;

    /// What happens to them, and what could not be done. Called on any thread.
    public interface Report {
        /// The name of their pool.
        String pool();

        /// A process wrote a line.
        void output(int pid, String line);

        /// Workers that an earlier one of us had left behind were ended.
        void orphansEnded(int workers);

        /// If we are killed, this process may stay behind. Why, as a sentence.
        void notNoted(ProcessId process, String why);

        /// If we are killed, nobody looks after those that miss the kernel's signal.
        void unguarded(String why);

        /// The folder could not be taken away.
        void folderLeft(String why);
    }

    /// Ends what one of us that was killed has left behind, and stands by for our own end.
    ///
    /// @param folder for their sockets, which is ours alone (see SocketFolder)
    /// @param afterDeath the program that ends what we leave behind, and its words
    /// @param environment their variables
    /// @throws LinuxException EMFILE when there are no more descriptors
    public StartedProcesses(
            PoolReader pools,
            Path folder,
            List<String> afterDeath,
            EnvironmentVariables environment,
            Report report)
            throws LinuxException {
        this.pools = pools;
        this.folder = folder;
        this.environment = environment;
        this.report = report;
        OrphanCleanup.endBeside(folder, report.pool(), report::orphansEnded);
        this.output = new WorkerOutput(report.pool());
        this.guard = OrphanGuard.make(folder, afterDeath, environment, report::unguarded);
    }

    /// A file in their folder.
    public Path file(String name) {
        return folder.resolve(name);
    }

    /// Starts one, and notes it. One that cannot be looked after is killed again: it has served
    /// nobody yet.
    ///
    /// @param command its program, searched in `PATH`, and its arguments
    /// @param listening its descriptor 0
    /// @throws LinuxException ENOENT if there is no such program, EACCES if it cannot be run
    /// @throws Unreadable when it cannot be told which process it is
    public StartedChild start(List<String> command, StreamSocket listening)
            throws LinuxException, Unreadable {
        Child child = ChildThread.start(command, listening, environment);
        try {
            StartedChild started = lookAfter(child);
            note(started.id());
            return started;
        } catch (LinuxException | Unreadable e) {
            StartedChild.kill(child);
            child.close();
            throw e;
        }
    }

    private StartedChild lookAfter(Child child) throws LinuxException, Unreadable {
        int pid = child.pid();
        ProcessId id = pools.identity(pid);
        DeadManSwitch orphaned = DeadManSwitch.arm(pid, Signal.TERM.number());
        try {
            var source = output.follow(child.output(), line -> report.output(pid, line));
            return new StartedChild(child, id, source, orphaned);
        } catch (LinuxException e) {
            orphaned.close();
            throw e;
        }
    }

    /// Notes one that one of them has started, so that it can be ended if we are killed.
    ///
    /// @return whether it is noted; else that was reported
    public boolean note(ProcessId process) {
        try {
            SocketFolder.note(folder, process);
            return true;
        } catch (IOException e) {
            report.notNoted(process, String.valueOf(e.getMessage()));
            return false;
        }
    }

    /// Lets go of them.
    ///
    /// @param all whether all have ended; else the guard ends them once we have
    public void close(boolean all) {
        output.close();
        try {
            if (all) {
                SocketFolder.delete(folder);
            }
        } catch (IOException e) {
            report.folderLeft(String.valueOf(e.getMessage()));
        }
        if (guard != null) {
            guard.close();
        }
    }
}
