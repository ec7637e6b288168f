package dev.kidreaper.cli;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.Session;
import dev.kidreaper.cli.fleet.CommandPermits;
import dev.kidreaper.config.ConfigFiles;
import dev.kidreaper.decide.BirthWeight;
import dev.kidreaper.decide.Recognition;
import dev.kidreaper.decide.SignalChoice;
import dev.kidreaper.model.ForeignText;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.Profile;
import dev.kidreaper.model.Report;
import dev.kidreaper.model.Signal;
import dev.kidreaper.model.Size;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.recycle.RecycleListener;
import java.io.PrintStream;
import java.util.Optional;

/// `kidreaper PPID BYTES`: the interface and manners of the 2007 script. It is silent when all is
/// well, since cron mails what is printed.
final class OneShot {
    private static final String USAGE = "Usage: kidreaper PPID ram_limit_in_bytes";

    private OneShot() {}

    /// Whether the arguments are for this interface: the first is a number.
    static boolean isMeant(String[] args) {
        return args.length > 0 && isNumber(args[0]);
    }

    /// Runs one command line.
    ///
    /// @param err where complaints go
    static int run(String[] args, PrintStream err) {
        if (args.length != 2 || !isNumber(args[1])) {
            return usage(err, "two numbers are needed");
        }
        int manager;
        long bytes;
        try {
            manager = Integer.parseInt(args[0]);
            bytes = Long.parseLong(args[1]);
        } catch (NumberFormatException e) {
            return usage(err, "a number is too large");
        }
        if (manager == 0 || bytes == 0) {
            return usage(err, "neither may be 0");
        }
        try {
            var pools = new PoolReader(Proc.ofMachine(), Recognition::of);
            return isAnyOver(pools, manager, bytes) ? reap(manager, bytes, err) : ExitCode.DONE;
        } catch (Unreadable e) {
            return complain(err, OperatorError.of(e));
        } catch (OperatorError e) {
            return complain(err, e);
        }
    }

    /// Whether any child has reached the limit. Most runs need to know no more.
    private static boolean isAnyOver(PoolReader pools, int manager, long bytes) throws Unreadable {
        for (int child : pools.children(manager)) {
            try {
                if (pools.vszBytes(child) >= bytes) {
                    return true;
                }
            } catch (Unreadable e) {
                if (e.why() != Unreadable.Why.GONE) {
                    throw e;
                }
            }
        }
        return false;
    }

    private static int reap(int pid, long bytes, PrintStream err) throws OperatorError {
        var session = Session.of(pid);
        Manager manager = session.manager();
        var limit = new Limit(Measure.VSZ, new Size(bytes));
        Signal signal = signal(manager, err);
        var pool = session.read(Measure.VSZ);
        Optional<BirthWeight> birth = BirthWeight.known(pool, Measure.VSZ);
        if (birth.isPresent() && birth.get().reaches(limit)) {
            say(
                    err,
                    ("the limit %s is not above what a new worker weighs (vsz=%s: %s): every run"
                                    + " recycles all workers")
                            .formatted(limit.size(), birth.get().size(), birth.get().of()));
        }
        Report report;
        try (var permits = CommandPermits.of(ConfigFiles.usual(), manager, null)) {
            var quiet = new RecycleListener() {};
            report =
                    session.perform(
                            session.run(
                                    signal,
                                    Measure.VSZ,
                                    limit,
                                    Pace.DEFAULT,
                                    true,
                                    quiet,
                                    permits));
        }
        for (Outcome outcome : report.outcomes()) {
            if (outcome instanceof Outcome.Failed failed) {
                say(err, "worker %s: %s".formatted(failed.worker(), failed.problem()));
            }
        }
        if (report.stopped() != null && !report.hasFailures()) {
            say(err, "stopped: " + report.stopped());
        }
        return Session.exitCode(report);
    }

    private static Signal signal(Manager manager, PrintStream err) throws OperatorError {
        Profile profile = manager.profile();
        return switch (SignalChoice.of2007(profile)) {
            case SignalChoice.Send send -> {
                if (send.instead() != null) {
                    boolean deadly = profile.deadly().contains(send.instead());
                    say(
                            err,
                            "%s %s to the workers of %s: sending %s instead"
                                    .formatted(
                                            send.instead(),
                                            deadly ? "is deadly" : "means nothing",
                                            profile.name(),
                                            send.signal()));
                }
                yield send.signal();
            }
            case SignalChoice.Untouchable untouchable ->
                    throw new OperatorError(
                            ExitCode.FAILED, Session.untouchable(manager, untouchable.why()));
            case SignalChoice.Unknown _, SignalChoice.Deadly _ ->
                    throw new IllegalStateException("[BUG] the interface of 2007 has a signal");
        };
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static int usage(PrintStream err, String problem) {
        err.println(
                USAGE
                        + " ("
                        + ForeignText.harmless(problem)
                        + "; all other commands: kidreaper --help)");
        return ExitCode.USAGE;
    }

    private static int complain(PrintStream err, OperatorError operatorError) {
        say(err, operatorError.sentence());
        return operatorError.exitCode();
    }

    private static void say(PrintStream err, String sentence) {
        err.println("kidreaper: " + ForeignText.harmless(sentence));
    }
}
