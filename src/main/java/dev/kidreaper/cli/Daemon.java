package dev.kidreaper.cli;

import dev.kidreaper.act.Watch;
import dev.kidreaper.decide.Recognition;
import dev.kidreaper.history.Bounds;
import dev.kidreaper.history.Condition;
import dev.kidreaper.history.History;
import dev.kidreaper.history.HistoryInUse;
import dev.kidreaper.history.LastingHistory;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.Settings;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.show.StatusJson;
import dev.kidreaper.show.StatusText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;

/// The daemon's parts, wired: the pools that are kept, the history, the control socket.
final class Daemon implements AutoCloseable {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final int MOST_EVENTS = 1000;

    private final History history;
    private final StateLog log;
    private final Watch watch;
    private final ControlServer control;

    private Daemon(History history, StateLog log, Watch watch, ControlServer control) {
        this.history = history;
        this.log = log;
        this.watch = watch;
        this.control = control;
    }

    /// Starts all of it.
    static Daemon start(Settings settings) throws Problem {
        History history = history(settings);
        var log = new StateLog(System.err, System.getenv("JOURNAL_STREAM") != null, history);
        var watch = new Watch(log, () -> new PoolReader(Proc.ofMachine(), Recognition::of));
        try {
            var control =
                    ControlServer.open(
                            Path.of(settings.controlSocket()), c -> answer(c, watch, history));
            closeLeftOpen(history, log);
            watch.keep(settings.pools());
            return new Daemon(history, log, watch, control);
        } catch (IOException e) {
            history.close();
            throw new Problem(ExitCode.FAILED, "control socket: " + e.getMessage());
        }
    }

    private static History history(Settings settings) throws Problem {
        if (settings.historyFile() == null) {
            return History.inMemory(Bounds.DEFAULT);
        }
        try {
            return LastingHistory.open(
                    Path.of(settings.historyFile()),
                    Files.readString(BOOT).strip(),
                    Bounds.DEFAULT,
                    InstantSource.system());
        } catch (HistoryInUse e) {
            throw new Problem(ExitCode.FAILED, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new Problem(ExitCode.FAILED, BOOT + ": " + e.getMessage());
        }
    }

    /// A recycle amid which the last daemon ended is reported: its worker has been asked, and
    /// leaves.
    private static void closeLeftOpen(History history, StateLog log) {
        history.openRecycles()
                .forEach(open ->
                        log.record(
                                new Event.Unfinished(
                                        Instant.now(),
                                        open.begun().pool(),
                                        open.begun().worker(),
                                        "kidreaper ended before the worker had left")));
    }

    /// Other settings from now on, for the pools.
    void reload(Settings settings) {
        watch.keep(settings.pools());
        log.say("event=reloaded pools=" + settings.pools().size());
    }

    void say(String line) {
        log.say(line);
    }

    private static String answer(String command, Watch watch, History history) {
        String[] word = command.split(" ", 3);
        boolean json = word[word.length - 1].equals("json");
        return switch (word[0]) {
            case "status" ->
                    json
                            ? StatusJson.status(watch.status(), condition(history))
                            : StatusText.status(watch.status(), condition(history));
            case "events" -> {
                List<Event> events = history.events(null, Instant.EPOCH, MOST_EVENTS);
                yield json ? StatusJson.events(events) : StatusText.events(events);
            }
            case "recycle" -> recycle(word.length > 1 ? word[1] : "", watch);
            default -> StatusJson.problem("no such command");
        };
    }

    private static String recycle(String target, Watch watch) {
        int slash = target.indexOf('/');
        String pool = slash < 0 ? target : target.substring(0, slash);
        int pid = 0;
        if (slash >= 0) {
            String number = target.substring(slash + 1);
            if (!number.matches("[1-9][0-9]{0,8}")) {
                return StatusJson.problem("'" + number + "' is no pid");
            }
            pid = Integer.parseInt(number);
        }
        OptionalInt going = watch.recycle(pool, pid);
        if (going.isEmpty()) {
            return StatusJson.problem("no pool is called '" + pool + "'");
        }
        return going.getAsInt() > 0
                ? StatusJson.recycling(going.getAsInt())
                : StatusJson.problem("nobody there that may be recycled");
    }

    private static String condition(History history) {
        return switch (history.condition()) {
            case Condition.OnDisk _ -> "on disk";
            case Condition.InMemory memory -> "in memory only: " + memory.why();
        };
    }

    @Override
    public void close() {
        try {
            control.close();
        } catch (IOException e) {
            log.say("event=control-left why=" + e.getMessage());
        }
        watch.close();
        history.close();
    }
}
