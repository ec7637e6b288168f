package dev.kidreaper.pool.gated;

import dev.kidreaper.gate.GatedStart;
import dev.kidreaper.linux.Child;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.EventKind;
import dev.kidreaper.model.LogWord;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RunSettings;
import dev.kidreaper.model.ServedEvent;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.Credentials;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.DescriptorShare;
import dev.kidreaper.pool.GrowthExplainer;
import dev.kidreaper.pool.Recorder;
import dev.kidreaper.pool.permit.PermitDesk;
import dev.kidreaper.pool.watched.Gatekeeping;
import dev.kidreaper.pool.watched.WatchedPool;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One manager behind a gate, from its start to its end. Others than the thread that lives it may
/// only ask and stop.
final class ManagerLife {
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final Parts parts;
    private final CompletableFuture<@Nullable String> ready;
    private volatile @Nullable WatchedPool watchedPool;
    private volatile @Nullable Manager manager;
    private volatile @Nullable String problem;
    private volatile boolean stopping;
    private @Nullable Child child;
    private boolean takenOver;
    private Gatekeeping gatekeeping = Gatekeeping.NONE;

    /// What every life of the pool's manager has.
    ///
    /// @param readers makes readers of pools: each thread needs one of its own
    /// @param share how many workers the pool may follow
    /// @param permits of a budget that is larger than the pool
    record Parts(
            RunSettings settings,
            GatedPool.LastWords willWords,
            Recorder recorder,
            Supplier<PoolReader> readers,
            GrowthExplainer growthExplainer,
            DescriptorShare share,
            PermitDesk permits) {
        void tell(EventKind kind, String why) {
            tell(kind, null, why);
        }

        void tell(EventKind kind, @Nullable ProcessId worker, String why) {
            recorder.record(
                    new ServedEvent.Notice(Instant.now(), settings.name(), kind, worker, why));
        }
    }

    /// @param ready is completed once a worker waits for a connection, with null; or with a
    ///   sentence that says why none does
    ManagerLife(Parts parts, CompletableFuture<@Nullable String> ready) {
        this.parts = parts;
        this.ready = ready;
    }

    /// Its workers, once they serve; null before.
    @Nullable WatchedPool pool() {
        return watchedPool;
    }

    /// Why no worker has served, a sentence; null if one has.
    @Nullable String problem() {
        return problem;
    }

    /// Starts the manager, or takes over one that was left behind, and stays until it has ended.
    Child.End live() {
        try (var lifetime = GateLifetime.begin(parts.settings, parts.willWords, parts::tell)) {
            GatedStart started = lifetime.started();
            takenOver = lifetime.hasTakenOver();
            began(started.manager());
            Doorkeeper doorkeeper = doorkeeper(started, lifetime);
            Child.End end = await(started.manager());
            close(started.manager());
            over(lifetime, doorkeeper);
            started.over().countDown();
            return end;
        } catch (LinuxException e) {
            return failed(e.sentence());
        } catch (IOException e) {
            return failed(String.valueOf(e.getMessage()));
        } catch (Unreadable e) {
            return failed(e.sentence());
        } catch (RuntimeException e) {
            return failed(LogWord.bug(e));
        }
    }

    private void over(GateLifetime lifetime, @Nullable Doorkeeper doorkeeper) {
        if (stopping) {
            lifetime.endedAsAsked();
        }
        if (doorkeeper == null) {
            return;
        }
        if (!stopping && parts.settings.keeping().startsAgain()) {
            lifetime.endedByItself(doorkeeper);
        } else {
            doorkeeper.close();
        }
    }

    private Child.End failed(String why) {
        fails(why);
        signal(Signal.TERM); // Nobody would stop it afterwards.
        return new Child.End("never started", 1);
    }

    private void fails(String why) {
        problem = why;
        ready.complete(why);
    }

    private @Nullable Doorkeeper doorkeeper(GatedStart started, GateLifetime lifetime)
            throws LinuxException, IOException, Unreadable {
        RunSettings settings = parts.settings;
        if (started.listener() == null) {
            String without = settings.maxRequests() > 0 ? ", and --max-requests is not kept" : "";
            parts.tell(
                    EventKind.NO_GATE,
                    "%s; workers are recycled as watch does it%s"
                            .formatted(started.refused(), without));
            return null;
        }
        var doorkeeper = new Doorkeeper(settings, started.listener(), parts::tell);
        gatekeeping = doorkeeper;
        lifetime.opened(settings, parts.willWords);
        return doorkeeper;
    }

    /// Waits until the manager serves, and then until it has ended.
    private Child.End await(Child its) throws LinuxException {
        var doorkeeper = gatekeeping instanceof Doorkeeper door ? door : null;
        var start =
                new ManagerStart(its, takenOver, doorkeeper, parts.readers.get(), Proc.ofMachine());
        while (!its.process().awaitExit(LOOK_EVERY)) {
            Manager found = start.look(System.nanoTime());
            String why = start.noManager(System.nanoTime());
            if (why != null && problem == null) {
                fails(why);
                signal(Signal.TERM);
            }
            if (found != null) {
                keep(found);
                its.process().awaitExit(Duration.ofDays(10_000));
            }
        }
        Child.End end = its.end();
        WatchedPool pool = watchedPool;
        if (pool != null) {
            pool.stop();
        } else if (problem == null) {
            fails(start.problem(end));
        }
        // How one ended that is no child of ours, only its parent knows.
        return stopping && end.equals(Child.End.UNKNOWN) ? new Child.End("stopped", 0) : end;
    }

    private void keep(Manager found) {
        manager = found;
        var pool =
                new WatchedPool(
                        parts.settings.watched(found.id().pid()),
                        parts.recorder,
                        parts.readers,
                        parts.growthExplainer,
                        parts.share,
                        gatekeeping,
                        parts.permits);
        watchedPool = pool;
        var _ = pool.start(); // Its manager is there.
        ready.complete(null);
        if (stopping) {
            stop(); // It was asked to before it could be.
        }
    }

    /// Has the manager reload in its own way. The signal that it was sent; null: it is not there.
    @Nullable Signal reload() {
        Manager found = manager;
        return found == null ? null : signal(found.profile().reload());
    }

    /// Passes a signal on to the manager.
    ///
    /// @return null; or why it does not get it, a sentence: without a handler it might end by it
    @Nullable String pass(Signal signal) {
        Manager found = manager;
        if (found == null) {
            return GatedPool.NO_MANAGER;
        }
        if (signal == Signal.USR2 && found.profile().reload() != Signal.USR2) {
            return "its manager may start another one, which nobody would follow; HUP reloads";
        }
        try {
            return !Credentials.of(Proc.ofMachine(), found.id().pid()).catches(signal)
                    ? "its manager has no handler for it"
                    : signal(signal) == null ? GatedPool.NO_MANAGER : null;
        } catch (Unreadable e) {
            return e.sentence();
        }
    }

    /// Has the manager stop in its own way.
    void stop() {
        stopping = true;
        Manager found = manager;
        WatchedPool pool = watchedPool;
        if (pool != null) {
            pool.stop(); // Nobody is recycled any more, and whoever is kept is let in.
        }
        signal(found == null ? Signal.TERM : found.profile().stop());
    }

    private synchronized void began(Child its) {
        child = its;
        if (stopping) {
            signal(Signal.TERM);
        }
    }

    private synchronized void close(Child its) {
        child = null;
        its.close();
    }

    private synchronized @Nullable Signal signal(Signal signal) {
        Child its = child;
        if (its == null) {
            return null;
        }
        try {
            its.process().signal(signal.number());
            return signal;
        } catch (LinuxException e) {
            return null; // It has ended.
        }
    }
}
