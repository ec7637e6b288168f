package dev.kidreaper.cli;

import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.Session;
import dev.kidreaper.app.control.ByHand;
import dev.kidreaper.cli.daemon.ControlOptions;
import dev.kidreaper.cli.fleet.PermitOptions;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.Report;
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
                "Recycles every worker once: one at a time, largest first, each replaced before the"
                        + " next. It buys time, and cuts off no request.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class RestartCommand implements Callable<Integer> {
    @Mixin private PoolOptions target = new PoolOptions();
    @Mixin private PaceOptions pace = new PaceOptions();

    @Option(
            names = "--signal",
            paramLabel = "NAME",
            description = "the graceful signal of these workers, for an unknown kind of manager")
    private @Nullable Signal signal;

    @Mixin private PermitOptions permits = new PermitOptions();
    @Mixin private ControlOptions control = new ControlOptions();
    @Mixin private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws OperatorError {
        Session session = target.open();
        Signal choice = session.signal(signal);
        // Only the order depends on the measure, so we take the one that everybody may read.
        Pace careful = pace.pace(Duration.ZERO);
        try (var its = permits.open(session.manager());
                var progress = output.progress()) {
            var recycleRun = session.run(choice, Measure.RSS, null, careful, false, progress, its);
            Report report = session.perform(recycleRun);
            for (Outcome outcome : report.outcomes()) {
                if (outcome instanceof Outcome.Recycled recycled) {
                    control.tell(ByHand.of(session.manager(), recycled));
                }
            }
            return output.report(report, progress);
        }
    }
}
