package dev.kidreaper.cli;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.LimitMeasure;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.Session;
import dev.kidreaper.app.find.AskedLimit;
import dev.kidreaper.cli.daemon.ByHandNews;
import dev.kidreaper.cli.daemon.ControlOptions;
import dev.kidreaper.cli.fleet.PermitOptions;
import dev.kidreaper.decide.BirthWeight;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.Pool;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.Helpers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `kidreaper reap`: recycles the workers that have reached a limit.
@Command(
        name = "reap",
        description =
                "Recycles the workers that have reached a limit: one at a time, largest first, each"
                        + " replaced before the next.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ReapCommand implements Callable<Integer> {
    @Mixin private PoolOptions target = new PoolOptions();

    @Option(
            names = "--limit",
            paramLabel = "SIZE",
            description =
                    "the size at which a worker is recycled: 104857600, 100M, 1.5G; 3x (of a new"
                            + " worker), 10%% (of all memory)")
    private @Nullable AskedLimit size;

    @Option(
            names = "--measure",
            paramLabel = "MEASURE",
            description =
                    "the measure of the limit: uss (private memory and swap: what a worker's end"
                            + " gives back), pss, rss or vsz (default: uss; rss where uss may not"
                            + " be read)")
    private @Nullable Measure measure;

    @Option(
            names = "--pause",
            paramLabel = "DUR",
            description = "minimum time between two recycles (default: 10s)")
    private Duration pause = Pace.DEFAULT.pause();

    @Mixin private PaceOptions pace = new PaceOptions();

    @Option(
            names = "--signal",
            paramLabel = "NAME",
            description = "the graceful signal of these workers, for an unknown kind of manager")
    private @Nullable Signal signal;

    @Option(
            names = "--force",
            description = "recycle even if a new worker has already reached the limit")
    private boolean force;

    @Option(names = "--dry-run", description = "say what would be done, and do nothing")
    private boolean dryRun;

    @Option(
            names = "--with-children",
            description =
                    "count the memory of processes that a worker has started (a browser, a"
                            + " converter) as the worker's")
    private boolean withChildren;

    @Mixin private PermitOptions permits = new PermitOptions();
    @Mixin private ControlOptions control = new ControlOptions();
    @Mixin private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws OperatorError {
        AskedLimit asked = complete();
        Session session =
                target.open().with(withChildren ? Helpers.Use.COUNTED : Helpers.Use.NOTHING);
        Measure by = LimitMeasure.of(session, measure);
        Pool pool = session.read(by);
        var limit = new Limit(by, asked.of(session, pool, by));
        Optional<BirthWeight> birth = BirthWeight.known(pool, by);
        if (!force && birth.isPresent() && birth.get().reaches(limit)) {
            throw new OperatorError(ExitCode.USAGE, birth.get().tooHeavyFor(limit));
        }
        Pace careful = pace.pace(pause);
        if (dryRun && signal == null) {
            return output.dryRun(session.withWholeManager(pool), by, limit, careful);
        }
        Signal choice = session.signal(signal);
        if (dryRun) {
            return output.dryRun(session.withWholeManager(pool), by, limit, careful);
        }
        try (var its = permits.open(session.manager());
                var progress = output.progress();
                var news = new ByHandNews(control, session.manager(), progress)) {
            var recycleRun = session.run(choice, by, limit, careful, force, news, its);
            return output.reportFromCron(session.perform(recycleRun), progress);
        }
    }

    /// The limit, if nothing is missing.
    ///
    /// @throws OperatorError that names all that is missing, with an example
    private AskedLimit complete() throws OperatorError {
        var missing = new ArrayList<String>();
        if (!target.isNamed()) {
            missing.add(PoolOptions.MISSING);
        }
        if (size == null) {
            missing.add("at which size: --limit SIZE");
        }
        if (size == null || !missing.isEmpty()) {
            throw new OperatorError(
                    ExitCode.USAGE,
                    "say %s; for example: kidreaper reap php8.2-fpm/www --limit 120M"
                            .formatted(String.join(", and ", missing)));
        }
        return size;
    }
}
