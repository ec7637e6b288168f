package dev.kidreaper.cli;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.LimitMeasure;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.Session;
import dev.kidreaper.app.find.AskedLimit;
import dev.kidreaper.app.find.MachinePools;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.Pool;
import dev.kidreaper.observe.Helpers;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `kidreaper ps`: the workers of a pool as they are now.
@Command(
        name = "ps",
        description =
                "Shows the workers: their age, their memory, how much of it they still share; with"
                        + " --limit also which would be recycled. Without TARGET it lists all pools"
                        + " that run on this machine.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class PsCommand implements Callable<Integer> {
    @Mixin private PoolOptions target = new PoolOptions();

    @Option(
            names = "--limit",
            paramLabel = "SIZE",
            description = "mark the workers that reap would recycle at this limit")
    private @Nullable AskedLimit size;

    @Option(
            names = "--measure",
            paramLabel = "MEASURE",
            description =
                    "the measure of the limit: uss, pss, rss or vsz (default: uss; rss where"
                            + " uss may not be read)")
    private @Nullable Measure measure;

    @Option(
            names = "--with-children",
            description =
                    "count the memory of processes that a worker has started (a browser, a"
                            + " converter) as the worker's")
    private boolean withChildren;

    @Mixin private OutputOptions output = new OutputOptions();

    /// One for the parser to fill in.
    PsCommand() {}

    /// One that has its words.
    PsCommand(PoolOptions target, OutputOptions output) {
        this.target = target;
        this.output = output;
    }

    @Override
    public Integer call() throws OperatorError {
        if (!target.isNamed()) {
            return all();
        }
        Session session =
                target.open().with(withChildren ? Helpers.Use.COUNTED : Helpers.Use.SHOWN);
        if (size == null) {
            Pool pool = session.readAsFarAsPermitted();
            return output.pool(session.withWholeManager(pool), null, Pace.DEFAULT);
        }
        Measure by = LimitMeasure.of(session, measure);
        boolean all = measure != null && measure.isCheap();
        var pool = all ? session.readAsFarAsPermitted() : session.read(by);
        var limit = new Limit(by, size.of(session, pool, by));
        return output.pool(session.withWholeManager(pool), limit, Pace.DEFAULT);
    }

    private int all() throws OperatorError {
        if (size != null) {
            throw new OperatorError(
                    ExitCode.USAGE,
                    "--limit belongs to one pool: say "
                            + PoolOptions.MISSING
                            + ", such as"
                            + " kidreaper ps php8.2-fpm/www --limit 100M");
        }
        return output.found(MachinePools.kept());
    }
}
