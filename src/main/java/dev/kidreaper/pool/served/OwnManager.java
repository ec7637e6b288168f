package dev.kidreaper.pool.served;

import dev.kidreaper.decide.Backoff;
import dev.kidreaper.linux.EnvironmentVariables;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.SocketAddress;
import dev.kidreaper.linux.StreamSocket;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.EventKind;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.ServeSettings.Source;
import dev.kidreaper.model.Signal;
import dev.kidreaper.model.Size;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.RunningManager;
import dev.kidreaper.pool.started.StartedProcesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// The application's own manager, which we start, and start again when it has ended. For the thread
/// that owns the pool.
/*
 * It gets a listening socket as its descriptor 0, as FastCGI has it, and its workers inherit that:
 * nobody but us finds it. At the end it is shut down, so that workers leave which would wait in
 * accept whatever signal comes.
 */
final class OwnManager implements RunningManager {
    private static final Duration SEARCH_EVERY = Duration.ofMillis(200);

    /// One that has lived for so long did not fail to start.
    private static final Duration SOUND = Duration.ofMinutes(1);

    private static final Duration END_WITHIN = Duration.ofSeconds(10);
    private static final int BACKLOG = 128;
    private static final int MOST_NOTED = 4096;

    private final Source.Prefork source;
    private final Surroundings around;
    private final SocketAddress ours;
    private final StartedProcesses processes;
    private final Set<ProcessId> noted = new HashSet<>();
    private @Nullable OwnProcess process;
    private Backoff backoff = Backoff.NONE;
    private long nextStart = System.nanoTime();
    private String problem = "";
    private boolean everFound;
    private long stopSince;

    /// What it needs of others.
    ///
    /// @param ofPid the manager that has that pid
    record Surroundings(
            Proc proc, PoolReader pools, PoolReporter report, IntFunction<RunningManager> ofPid) {}

    /// @param folder for its socket, which is ours alone
    /// @param afterDeath the program that ends what we leave behind, and its words
    /// @throws IOException when the kernel does not tell our environment
    OwnManager(Source.Prefork source, Path folder, List<String> afterDeath, Surroundings around)
            throws IOException, LinuxException {
        this.source = source;
        this.around = around;
        this.ours = socketIn(folder);
        this.processes =
                new StartedProcesses(
                        around.pools(),
                        folder,
                        afterDeath,
                        EnvironmentVariables.forApplications(),
                        around.report());
    }

    /// The socket in a folder at which its workers accept, unless they have one of their own.
    static SocketAddress socketIn(Path folder) {
        return new SocketAddress.OfPath(folder.resolve("workers").toString());
    }

    /// Why it has failed before it ever served; null while it may still come, or has come.
    @Nullable String failed() {
        return everFound || problem.isEmpty() ? null : problem;
    }

    /// Whether it runs and is not found yet.
    boolean isStarting() {
        OwnProcess its = process;
        return its != null && its.known() == null;
    }

    @Override
    public Duration longestSearch() {
        return SEARCH_EVERY;
    }

    @Override
    public Manager find() throws Unreadable {
        OwnProcess its = process;
        if (its != null && its.hasExited()) {
            throw ended(its);
        }
        if (its == null) {
            its = start();
        }
        Manager found = its.serving(around);
        if (its.isAlone()) {
            its.signal(Signal.TERM);
            throw failed(
                    "COMMAND takes requests itself and forks no workers: it is no preforking"
                            + " manager (--no-prefork)");
        }
        if (found == null) {
            throw new Unreadable(Unreadable.Why.GONE, "its manager is being started");
        }
        everFound = true;
        its.found(found, around.ofPid().apply(found.id().pid()));
        return found;
    }

    private OwnProcess start() throws Unreadable {
        if (nextStart - System.nanoTime() > 0) {
            throw new Unreadable(Unreadable.Why.GONE, problem);
        }
        try {
            Files.deleteIfExists(processes.file("workers"));
            StreamSocket listening = StreamSocket.bound(ours, true);
            try {
                listening.listen(BACKLOG);
                OwnProcess its = OwnProcess.start(source, listening, processes);
                process = its;
                return its;
            } catch (LinuxException | Unreadable e) {
                listening.close();
                throw e;
            }
        } catch (LinuxException e) {
            throw failed("cannot start the manager: " + e.sentence());
        } catch (IOException e) {
            throw failed("cannot start the manager: " + e.getMessage());
        }
    }

    private Unreadable failed(String why) {
        backoff = new Backoff(backoff.failures() + 1);
        nextStart = System.nanoTime() + backoff.pause().toNanos();
        problem = why;
        String next = Durations.words(backoff.pause());
        around.report().notice(EventKind.MANAGER_ENDED, why + "; it is started again in " + next);
        return new Unreadable(Unreadable.Why.GONE, why);
    }

    private Unreadable ended(OwnProcess its) {
        process = null;
        String how = its.collect();
        List<String> last = its.lastWords();
        its.close();
        backoff = its.age().compareTo(SOUND) >= 0 ? Backoff.NONE : backoff;
        boolean isDaemon = !everFound && how.equals("exit 0");
        return failed(
                "COMMAND has ended (%s)%s%s%s"
                        .formatted(
                                how,
                                everFound ? "" : " before its workers served",
                                isDaemon ? "; start it in the foreground, not as a daemon" : "",
                                last.isEmpty() ? "" : ": " + last.getLast()));
    }

    private @Nullable RunningManager known() {
        return process == null ? null : process.known();
    }

    @Override
    public boolean isStill(Manager manager) throws Unreadable {
        OwnProcess its = process;
        RunningManager known = known();
        return its != null && !its.hasExited() && known != null && known.isStill(manager);
    }

    @Override
    public Size memory(Manager manager) throws Unreadable {
        return around.ofPid().apply(manager.id().pid()).memory(manager);
    }

    @Override
    public boolean mayAccept(ProcessId worker) throws Unreadable, LinuxException {
        RunningManager known = known();
        boolean may = known != null && known.mayAccept(worker);
        if (may && !noted.contains(worker)) {
            note(worker);
        }
        return may;
    }

    /// So that it can be ended if we are killed.
    private void note(ProcessId one) {
        if (!processes.note(one)) {
            return;
        }
        if (noted.size() >= MOST_NOTED) {
            noted.clear();
        }
        noted.add(one);
    }

    @Override
    public OptionalInt acceptor(long inode, Collection<Integer> candidates) throws Unreadable {
        RunningManager known = known();
        return known == null ? OptionalInt.empty() : known.acceptor(inode, candidates);
    }

    /// Has it stop in its own way; to be called until that is so.
    ///
    /// @return whether it has ended, or has taken so long that nobody waits
    boolean isStopped() {
        OwnProcess its = process;
        if (its == null) {
            return true;
        }
        if (its.hasExited()) {
            its.collect();
            its.close();
            process = null;
            return true;
        }
        if (stopSince == 0) {
            stopSince = System.nanoTime();
            its.stop();
        }
        return System.nanoTime() - stopSince >= END_WITHIN.toNanos();
    }

    /// Lets go of all; what has not ended is left to the guard.
    ///
    /// @return whether it has ended
    boolean close() {
        processes.close(process == null);
        return process == null;
    }
}
