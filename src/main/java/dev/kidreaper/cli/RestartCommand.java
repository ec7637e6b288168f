package dev.kidreaper.cli;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.Session;
import dev.kidreaper.cli.daemon.ByHandNews;
import dev.kidreaper.cli.daemon.ControlOptions;
import dev.kidreaper.cli.fleet.PermitOptions;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.Pool;
import dev.kidreaper.model.RecyclePolicy;
import dev.kidreaper.model.Signal;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `kidreaper restart`: recycles every worker once.
@Command(
        name = "restart",
        description =
                "Recycles every worker once, largest first, each replaced before the next. It buys"
                        + " time, and cuts off no request.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class RestartCommand implements Callable<Integer> {
    @Mixin private PoolOptions target = new PoolOptions();

    @Option(
            names = "--at-once",
            paramLabel = "N",
            description =
                    "how many workers may be away at once; one always stays to serve (default: 1)")
    private int atOnce = 1;

    @Option(names = "--limit", hidden = true)
    private @Nullable String limit;

    @Mixin private PaceOptions pace = new PaceOptions();

    @Option(
            names = "--signal",
            paramLabel = "NAME",
            description = "the graceful signal of these workers, for an unknown kind of manager")
    private @Nullable Signal signal;

    @Option(names = "--dry-run", description = "say what would be done, and do nothing")
    private boolean dryRun;

    @Mixin private PermitOptions permits = new PermitOptions();
    @Mixin private ControlOptions control = new ControlOptions();
    @Mixin private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws OperatorError {
        if (atOnce < 1 || atOnce > RecyclePolicy.MOST_AT_ONCE) {
            throw new OperatorError(
                    ExitCode.USAGE,
                    "--at-once %d: write 1 to %d".formatted(atOnce, RecyclePolicy.MOST_AT_ONCE));
        }
        if (limit != null) {
            throw new OperatorError(
                    ExitCode.USAGE,
                    "restart takes every worker; for a limit: kidreaper reap TARGET --limit "
                            + limit);
        }
        Pace careful = pace.pace(Duration.ZERO);
        Session session = target.open();
        if (dryRun && signal == null) {
            return dryRun(session, careful);
        }
        Signal choice = session.signal(signal);
        if (dryRun) {
            return dryRun(session, careful);
        }
        try (var its = permits.open(session.manager());
                var progress = output.progress();
                var news = new ByHandNews(control, session.manager(), progress)) {
            var recycleRun = session.restart(choice, careful, atOnce, news, its);
            return output.report(session.perform(recycleRun), progress);
        }
    }

    private int dryRun(Session session, Pace careful) throws OperatorError {
        Pool pool = session.withWholeManager(session.readAsFarAsPermitted());
        return output.dryRun(pool, Session.RESTART_ORDER, null, careful);
    }
}
