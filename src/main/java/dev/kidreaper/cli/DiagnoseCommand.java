package dev.kidreaper.cli;

import dev.kidreaper.diagnose.Diagnosis;
import dev.kidreaper.diagnose.Judge;
import dev.kidreaper.model.Course;
import dev.kidreaper.observe.Observation;
import dev.kidreaper.observe.PoolFollower;
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `kidreaper diagnose`: why the workers of a pool grow.
@Command(
        name = "diagnose",
        description = {
            "Looks at a pool's workers for a while and says why they grow: copy-on-write, a leak,",
            "a warm-up, one large request, mapped files, or several; with the figures, and advice.",
            "Reads only; at most a two-hundredth of a worker's time passes while it is read."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class DiagnoseCommand implements Callable<Integer> {
    private static final Duration LONGEST = Duration.ofDays(1);

    @Mixin private PoolOptions target = new PoolOptions();

    @Option(
            names = "--for",
            paramLabel = "DUR",
            description = "how long to look, under the usual load (default: 60s)")
    private Duration duration = Duration.ofSeconds(60);

    @Mixin private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws Problem {
        if (!duration.isPositive() || duration.compareTo(LONGEST) > 0) {
            throw new Problem(ExitCode.USAGE, "--for: from an instant to a day, such as 60s");
        }
        Session session = target.open();
        Diagnosis diagnosis = diagnose(session, duration);
        return output.diagnosis(session.manager(), diagnosis);
    }

    /// Observes a pool and judges it.
    private static Diagnosis diagnose(Session session, Duration duration) throws Problem {
        var pool = new PoolFollower(session.proc(), session.pools(), session.manager());
        try {
            List<Course> courses = Observation.of(pool, duration);
            if (courses.isEmpty()) {
                throw new Problem(
                        ExitCode.NOT_FOUND,
                        "manager %s (%s) has no workers"
                                .formatted(
                                        session.manager().id(),
                                        session.manager().profile().name()));
            }
            return Judge.of(courses);
        } catch (Unreadable e) {
            throw Problem.of(e);
        }
    }
}
