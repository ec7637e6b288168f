package dev.kidreaper.cli;

import dev.kidreaper.app.DiagnoseAnswer;
import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.OperatorNote;
import dev.kidreaper.app.Session;
import dev.kidreaper.cli.daemon.ControlOptions;
import dev.kidreaper.diagnose.Diagnosis;
import dev.kidreaper.diagnose.Judge;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.observe.memory.Observation;
import dev.kidreaper.observe.memory.PoolFollower;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `kidreaper diagnose`: why the workers of a pool grow.
@Command(
        name = "diagnose",
        description = {
            "Says why a pool's workers grow, with figures and advice.",
            "The causes: copy-on-write, a leak, a warm-up, one large request, mapped files,"
                    + " or several. A running daemon that keeps the pool answers from what it has"
                    + " seen. Without one, or with --for, the workers are observed for a while. It"
                    + " only reads, and uses at most 0.5 percent of a worker's time."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class DiagnoseCommand implements Callable<Integer> {
    private static final Duration USUAL = Duration.ofSeconds(60);
    private static final Duration LONGEST = Duration.ofDays(1);

    @Mixin private PoolOptions target = new PoolOptions();

    @Option(
            names = "--for",
            paramLabel = "DUR",
            description =
                    "how long to observe, under the usual load (default: ask the daemon; 60s if"
                            + " none keeps the pool)")
    private @Nullable Duration duration;

    @Mixin private ControlOptions control = new ControlOptions();
    @Mixin private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws OperatorError {
        if (duration != null && (!duration.isPositive() || duration.compareTo(LONGEST) > 0)) {
            throw new OperatorError(
                    ExitCode.USAGE, "--for: write a time from 1s to 24h, such as 60s");
        }
        Session session = target.open();
        if (duration == null) {
            Optional<String> answer = askDaemon(session.manager());
            if (answer.isPresent()) {
                System.out.println(answer.get());
                return ExitCode.DONE;
            }
        }
        Diagnosis diagnosis = diagnose(session, duration == null ? USUAL : duration);
        return output.diagnosis(session.manager(), diagnosis);
    }

    /// The answer of the daemon that keeps this pool; empty if there is none.
    private Optional<String> askDaemon(Manager manager) {
        try {
            String answer = control.ask(DiagnoseAnswer.command(manager, output.isJson()));
            return answer.startsWith("{\"problem\"") ? Optional.empty() : Optional.of(answer);
        } catch (OperatorError e) {
            if (control.isNamed()) {
                OperatorNote.say(e.sentence() + "; observing for 60s instead");
            }
            return Optional.empty();
        }
    }

    /// Says why the observation was shorter than asked for.
    private static void cutShort(Session session, Unreadable why) {
        String what =
                why.why() == Unreadable.Why.GONE
                        ? "manager %s has ended".formatted(session.manager().id())
                        : why.sentence();
        OperatorNote.say(what + ": this is what was seen until then");
    }

    private static void sayWhatIsNotRead(PoolFollower pool, List<MemoryTimeline> timelines) {
        if (!pool.foreignAllocator().isEmpty()) {
            OperatorNote.say(
                    "what is in use is not read from %s: the verdict goes by pages"
                            .formatted(pool.foreignAllocator()));
            return;
        }
        var points = timelines.stream().flatMap(t -> t.points().stream());
        if (points.noneMatch(p -> p.heap() != null)) {
            OperatorNote.say(
                    "what is in use could not be read from the workers' heaps: the verdict goes by"
                            + " pages");
        }
    }

    /// Observes a pool and judges it.
    private Diagnosis diagnose(Session session, Duration duration) throws OperatorError {
        try (var pool = new PoolFollower(session.proc(), session.pools(), session.manager());
                var progress = new LookProgress(output.screen(), pool, duration)) {
            List<MemoryTimeline> timelines =
                    Observation.of(pool, duration, why -> cutShort(session, why), progress::looked);
            if (timelines.isEmpty()) {
                throw new OperatorError(
                        ExitCode.NOT_FOUND,
                        "manager %s (%s) has no workers"
                                .formatted(
                                        session.manager().id(),
                                        session.manager().profile().name()));
            }
            sayWhatIsNotRead(pool, timelines);
            return Judge.of(timelines);
        } catch (Unreadable e) {
            throw OperatorError.of(e);
        }
    }
}
