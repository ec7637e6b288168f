package dev.kidreaper.app;

import dev.kidreaper.app.control.ControlAnswers;
import dev.kidreaper.app.control.ControlQuestion;
import dev.kidreaper.decide.Recognition;
import dev.kidreaper.history.History;
import dev.kidreaper.hook.Hooks;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.EventKind;
import dev.kidreaper.model.FleetSettings;
import dev.kidreaper.model.LogWord;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.RunSettings;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.model.ServedEvent.Notice;
import dev.kidreaper.model.Settings;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.pool.DescriptorShare;
import dev.kidreaper.pool.ManagedPool;
import dev.kidreaper.pool.gated.GatedPool;
import dev.kidreaper.pool.gated.GatedPools;
import dev.kidreaper.pool.permit.PermitDesk;
import dev.kidreaper.pool.watched.Gatekeeping;
import dev.kidreaper.pool.watched.WatchedPool;
import dev.kidreaper.show.DaemonStatus;
import dev.kidreaper.web.api.WebFront;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The daemon's parts, wired: the pools that are kept, the history, the control socket.
public final class Daemon implements AutoCloseable {
    /// What is left of a stop's time for workers to end, after the last request.
    private static final Duration END_WITHIN = Duration.ofSeconds(15);

    private static final Duration STOP_WATCHING_WITHIN = Duration.ofMillis(700);

    private final History history;
    private final EventLog log;
    private final LogQueue queue;
    private final ManagedPools pools;
    private final List<ServeSettings> served;
    private final Settings begun;
    private final ControlAnswers answers;
    private final WebFront web;
    private final StartingPools startingPools = new StartingPools();
    private final GatedPools gatedPools = new GatedPools();
    private final Hooks hooks;
    private @Nullable ControlServer control;

    private Daemon(
            History history,
            EventLog log,
            LogQueue queue,
            ManagedPools pools,
            Settings settings,
            DaemonStatus.Program program) {
        this.history = history;
        this.log = log;
        this.queue = queue;
        this.pools = pools;
        this.begun = settings;
        this.served = settings.served();
        this.answers = new ControlAnswers(pools, history, program, log::record);
        this.web = new WebFront(answers.view(), settings.historyFile());
        log.tell(answers::happened);
        this.hooks = new Hooks(settings.hooks(), log::warn, answers.view().own(), pools::origin);
        log.tell(hooks::happened);
        log.tell(_ -> web.happened());
    }

    /// Starts all of it.
    ///
    /// @param mayBeDeaf whether it goes on without a control socket when that cannot be had
    /// @param afterDeath the programs that end a served pool's workers when we are killed, or let
    ///   those of one that is run go on, and their words
    /// @param program what `status` says of the program itself
    public static Daemon start(
            Settings settings,
            boolean mayBeDeaf,
            ServedPools.AfterDeath afterDeath,
            DaemonStatus.Program program)
            throws OperatorError {
        LogQueue queue = LogQueue.onStandardError();
        CrashHandler.endsAll(queue);
        try {
            return start(settings, mayBeDeaf, afterDeath, program, queue);
        } catch (OperatorError e) {
            queue.close();
            throw e;
        }
    }

    private static Daemon start(
            Settings settings,
            boolean mayBeDeaf,
            ServedPools.AfterDeath afterDeath,
            DaemonStatus.Program program,
            LogQueue queue)
            throws OperatorError {
        LibraryLog libraryLog = settings.historyFile() == null ? null : LibraryLog.begin();
        History history = EventLog.history(settings);
        var log = new EventLog(queue, history);
        if (libraryLog != null) {
            libraryLog.leadTo(log);
        }
        var explainer = new Explainer(null);
        var share = new DescriptorShare();
        ManagedPools pools = pools(settings.fleet(), log, explainer, share);
        var daemon = new Daemon(history, log, queue, pools, settings, program);
        try {
            daemon.listen(Path.of(settings.controlSocket()), mayBeDeaf);
            log.closeLeftOpen();
            for (ServeSettings pool : settings.served()) {
                PermitDesk permits = pools.permits(pool.name());
                boolean isOnly = settings.countOfPools() == 1;
                ManagedPool managed =
                        ServedPools.of(pool, afterDeath.endOrphans(), log, permits, isOnly);
                pools.add(managed);
                daemon.startingPools.add(pool.name(), managed.start());
            }
            for (RunSettings pool : settings.run()) {
                var lastWords =
                        GatedPools.lastWords(
                                pool.name(), settings.controlSocket(), afterDeath.letAllIn());
                PermitDesk permits = pools.permits(pool.name());
                var gated =
                        new GatedPool(
                                pool, lastWords, log, Daemon::reader, explainer, share, permits);
                pools.add(gated);
                daemon.gatedPools.add(gated, pool);
            }
            pools.watch(settings.pools());
            daemon.web.open(settings, log::say);
            return daemon;
        } catch (OperatorError e) {
            daemon.close();
            throw e;
        }
    }

    /// The only pool whose manager we start; not started yet.
    public GatedPool running() {
        return gatedPools.only();
    }

    private static ManagedPools pools(
            @Nullable FleetSettings fleet, EventLog log, Explainer explainer, DescriptorShare share)
            throws OperatorError {
        return ManagedPools.of(
                fleet,
                log,
                (one, permits) ->
                        new WatchedPool(
                                one,
                                log,
                                Daemon::reader,
                                explainer,
                                share,
                                Gatekeeping.NONE,
                                permits));
    }

    private static PoolReader reader() {
        return new PoolReader(Proc.ofMachine(), Recognition::of);
    }

    private void listen(Path socket, boolean mayBeDeaf) throws OperatorError {
        try {
            control = ControlServer.open(socket, this::answer);
        } catch (IOException | LinuxException | OperatorError e) {
            if (!mayBeDeaf) {
                int code = e instanceof OperatorError o ? o.exitCode() : ExitCode.FAILED;
                throw new OperatorError(code, "control socket: " + e.getMessage());
            }
            log.say(
                    "event=no-control-socket why=%s"
                            .formatted(LogWord.of(e.getMessage() + " (see --socket)")));
        }
    }

    /// Waits until every served pool's workers serve, or why they cannot is told, and a while for
    /// managers that we start.
    ///
    /// @param mayCome whether it goes on without a manager that is to be attached to, until there
    ///   is one
    /// @param stop done when nobody is to wait any longer
    /// @throws OperatorError when no pool at all can be kept: else each tries again by itself
    public void awaitReady(boolean mayCome, CompletableFuture<?> stop) throws OperatorError {
        startingPools.await(mayCome, begun.countOfPools(), stop);
        gatedPools.awaitStarted(stop);
    }

    /// Replaces all workers of the served pools. How many there are.
    public int replaceAll(RecycleCause because) {
        return served.stream().mapToInt(p -> pools.recycle(p.name(), 0, because).orElse(0)).sum();
    }

    /// Other settings from now on. What changes only at the next start is said.
    ///
    /// @return what does, sentences
    public synchronized List<String> reload(Settings settings) {
        pools.watch(settings.pools());
        hooks.replace(settings.hooks());
        List<String> later = settings.waitingSince(begun);
        later.forEach(what -> log.warn("event=reload-partial why=" + LogWord.of(what)));
        log.say("event=reloaded pools=" + settings.pools().size());
        answers.view().own().reloaded(true, Instant.now());
        return later;
    }

    /// A reload has changed nothing.
    public void refused(String why) {
        log.error("event=reload-refused why=" + LogWord.of(why));
        answers.view().own().reloaded(false, Instant.now());
    }

    /// How many pools are there, once each that is watched has been looked for.
    public int found() {
        pools.settle();
        return (int)
                pools.snapshots().stream()
                        .filter(p -> !p.isGone() && !startingPools.hasFailed(p.name()))
                        .count();
    }

    /// Where it says what happens.
    public EventLog log() {
        return log;
    }

    /// What `reload` on the control socket does from now on.
    ///
    /// @param what gives its answer; called on a thread of the caller's
    public void onReload(Function<ControlQuestion, String> what) {
        answers.onReload(what);
    }

    private String answer(String line) {
        return answers.answer(
                line,
                question ->
                        question.name().equals(DiagnoseAnswer.COMMAND)
                                ? new DiagnoseAnswer(pools, log).diagnosis(line, question.json())
                                : web.answer(question));
    }

    private void stillThere(ManagedPool pool, String why) {
        log.record(new Notice(Instant.now(), pool.name(), EventKind.WORKERS_STILL_THERE, why));
    }

    @Override
    public void close() {
        Duration longest =
                Stream.concat(
                                served.stream().map(p -> p.stopWithin().plus(END_WITHIN)),
                                begun.run().stream().map(p -> p.keeping().stopWithin()))
                        .reduce(STOP_WATCHING_WITHIN, Durations::max);
        for (ManagedPool pool : pools.stop(longest)) {
            if (startingPools.has(pool.name())) {
                stillThere(pool, "the kernel sends them TERM as soon as kidreaper has ended");
            } else if (gatedPools.has(pool.name())) {
                stillThere(pool, "their manager was asked to stop, and goes on with that alone");
            }
        }
        web.close();
        if (control != null) {
            control.close();
        }
        hooks.close();
        pools.leaveFleet();
        history.close();
        queue.close();
    }
}
