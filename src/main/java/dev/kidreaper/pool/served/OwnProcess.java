package dev.kidreaper.pool.served;

import dev.kidreaper.linux.Child;
import dev.kidreaper.linux.ChildThread;
import dev.kidreaper.linux.DeadManSwitch;
import dev.kidreaper.linux.EnvironmentVariables;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.StreamSocket;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Profiles;
import dev.kidreaper.model.ServeSettings.Source;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.ServingCheck;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.RunningManager;
import dev.kidreaper.pool.started.WorkerOutput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A manager's process that we have started, from its start to its end. For the thread that owns
/// the pool.
final class OwnProcess implements AutoCloseable {
    private static final Duration LAST_WORDS_WITHIN = Duration.ofMillis(200);

    /// One that opens a socket of its own must not take ours for it.
    private static final List<String> WITHOUT_SOCKET =
            List.of("/bin/sh", "-c", "exec \"$@\" </dev/null", "sh");

    /// A kind that was not recognised by then is unknown.
    private static final Duration RECOGNISED_WITHIN = Duration.ofSeconds(3);

    private final Child child;
    private final StreamSocket listening;
    private final WorkerOutput.Source output;
    private final DeadManSwitch orphaned;
    private final long since = System.nanoTime();
    private long seenSince;
    private boolean alone;
    private @Nullable Manager manager;
    private @Nullable RunningManager known;

    /// Reads what it writes.
    @FunctionalInterface
    interface Reading {
        /// Follows what that process writes.
        WorkerOutput.Source follow(Child its) throws LinuxException;
    }

    private OwnProcess(
            Child child,
            StreamSocket listening,
            WorkerOutput.Source output,
            DeadManSwitch orphaned) {
        this.child = child;
        this.listening = listening;
        this.output = output;
        this.orphaned = orphaned;
    }

    /// Starts it.
    ///
    /// @param listening its descriptor 0, unless it has a socket of its own
    /// @throws LinuxException ENOENT if there is no such program, EACCES if it cannot be run
    static OwnProcess start(
            Source.Prefork source,
            StreamSocket listening,
            EnvironmentVariables environment,
            Reading reading)
            throws LinuxException {
        var command = new ArrayList<>(source.address() == null ? List.of() : WITHOUT_SOCKET);
        command.addAll(source.command());
        Child child = ChildThread.start(command, listening, environment);
        return new OwnProcess(
                child,
                listening,
                reading.follow(child),
                DeadManSwitch.arm(child.pid(), Signal.TERM.number()));
    }

    int pid() {
        return child.pid();
    }

    /// How long it has been there.
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - since);
    }

    boolean hasExited() {
        try {
            return child.process().hasExited();
        } catch (LinuxException e) {
            return true;
        }
    }

    /// Collects it once it has exited. How it ended, in words.
    String collect() {
        output.await(LAST_WORDS_WITHIN);
        return child.collect();
    }

    /// Its last lines of output, oldest first.
    List<String> lastWords() {
        return output.last();
    }

    /// The manager, once it has workers; null: not yet.
    @Nullable Manager serving(OwnManager.Surroundings around) throws Unreadable {
        PoolReader pools = around.pools();
        Manager found = around.ofPid().apply(pid()).find();
        List<Integer> children = pools.children(pid());
        // A program around the manager has no other child.
        while (found.profile().isUnknown()
                && children.size() == 1
                && !pools.children(children.getFirst()).isEmpty()) {
            found = around.ofPid().apply(children.getFirst()).find();
            children = pools.children(found.id().pid());
        }
        boolean hasWorkers = !pools.pool(found, PoolReader.Depth.CHEAP).workers().isEmpty();
        var check = new ServingCheck(around.proc(), Profiles.UNKNOWN);
        boolean servesItself =
                children.isEmpty() && check.look(found.id()) == ServingCheck.Seen.SERVING;
        boolean isLate = isLate(hasWorkers || servesItself);
        alone = isLate && servesItself;
        return hasWorkers && (isLate || !found.profile().isUnknown()) ? found : null;
    }

    /// Whether what is seen has been so for long.
    private boolean isLate(boolean isSeen) {
        long now = System.nanoTime();
        seenSince = !isSeen ? 0 : seenSince == 0 ? now : seenSince;
        return isSeen && now - seenSince >= RECOGNISED_WITHIN.toNanos();
    }

    /// Whether it takes requests itself, and has no workers.
    boolean isAlone() {
        return alone;
    }

    /// It is found, and this tells of it from now on.
    void found(Manager as, RunningManager telling) {
        manager = as;
        known = telling;
    }

    /// What tells of it; null until it is found.
    @Nullable RunningManager known() {
        return known;
    }

    void signal(Signal signal) {
        try {
            child.process().signal(signal.number());
        } catch (LinuxException e) {
            return; // It has ended.
        }
    }

    /// Has it stop in its own way. Its workers find no more connections, whatever they wait for.
    void stop() {
        signal(manager == null ? Signal.TERM : manager.profile().stop());
        listening.endListening();
    }

    /// Workers that it has left behind leave too: nobody can reach them any more.
    @Override
    public void close() {
        listening.endListening();
        listening.close();
        orphaned.close();
        child.process().close();
    }
}
