package dev.kidreaper.pool.served;

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
import dev.kidreaper.pool.started.StartedChild;
import dev.kidreaper.pool.started.StartedProcesses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A manager's process that we have started, from its start to its end. For the thread that owns
/// the pool.
final class OwnProcess implements AutoCloseable {
    /// One that opens a socket of its own must not take ours for it.
    private static final List<String> WITHOUT_SOCKET =
            List.of("/bin/sh", "-c", "exec \"$@\" </dev/null", "sh");

    /// A kind that was not recognised by then is unknown.
    private static final Duration RECOGNISED_WITHIN = Duration.ofSeconds(3);

    private final StartedChild child;
    private final StreamSocket listening;
    private final long since = System.nanoTime();
    private long seenSince;
    private boolean alone;
    private @Nullable Manager manager;
    private @Nullable RunningManager known;

    private OwnProcess(StartedChild child, StreamSocket listening) {
        this.child = child;
        this.listening = listening;
    }

    /// Starts it.
    ///
    /// @param listening its descriptor 0, unless it has a socket of its own
    /// @throws LinuxException ENOENT if there is no such program, EACCES if it cannot be run
    static OwnProcess start(
            Source.Prefork source, StreamSocket listening, StartedProcesses processes)
            throws LinuxException, Unreadable {
        var command = new ArrayList<>(source.address() == null ? List.of() : WITHOUT_SOCKET);
        command.addAll(source.command());
        return new OwnProcess(processes.start(command, listening), listening);
    }

    int pid() {
        return child.id().pid();
    }

    /// How long it has been there.
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - since);
    }

    boolean hasExited() {
        return child.hasExited();
    }

    /// Its last lines of output, oldest first. May wait for a moment.
    List<String> lastWords() {
        return child.lastWords();
    }

    /// Collects it once it has exited. How it ended, in words.
    String collect() {
        return child.collect();
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
        child.signal(signal);
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
        child.close();
    }
}
