package dev.kidreaper.app.past;

import dev.kidreaper.app.control.ControlQuestion;
import dev.kidreaper.app.control.DaemonView;
import dev.kidreaper.history.Condition;
import dev.kidreaper.history.History;
import dev.kidreaper.history.look.PastWorkers;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.show.StatusJson;
import dev.kidreaper.show.past.PastJson;
import dev.kidreaper.show.past.PastStatus;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answer to `past [POOL] at=MILLIS [worker=PID]`: how the pools stood at that moment, from the
/// history; with a worker, also what it weighed in the time before.
///
/// @param file the history's; null: there is none
public record PastAnswer(DaemonView view, @Nullable Path file) {
    /// The command on the control socket.
    public static final String NAME = "past";

    private static final int MOST_EVENTS = 1000;
    private static final int TOLD_EVENTS = 100;
    private static final int MOST_POINTS = 600;
    private static final Duration COURSE = Duration.ofDays(2);

    /// Events before that tell nothing of the moment any more. The history's only thread looks for
    /// them, and others wait for it.
    private static final Duration BEFORE = Duration.ofDays(7);

    /// The first event after a moment is looked for in ever longer times: an answer of the history
    /// has the latest events of a time, not the first.
    private static final List<Duration> AHEAD =
            List.of(Duration.ofMinutes(10), Duration.ofDays(1), Duration.ofDays(62));

    /// That answer.
    ///
    /// @param only the pool that is meant; null: all
    public String answer(ControlQuestion question, @Nullable String only) {
        List<PoolSnapshot> pools =
                view.pools().snapshots().stream()
                        .filter(p -> only == null || p.name().equals(only))
                        .toList();
        String millis = question.values().getOrDefault("at", "");
        if (!millis.matches("[0-9]{1,15}")) {
            return StatusJson.problem("'past' needs at=MILLISECONDS");
        }
        String pid = question.values().getOrDefault("worker", "");
        try {
            return PastJson.of(
                    status(
                            Instant.ofEpochMilli(Long.parseLong(millis)),
                            pools,
                            only,
                            pid.matches("[1-9][0-9]{0,8}") ? Integer.parseInt(pid) : 0));
        } catch (UncheckedIOException e) {
            return StatusJson.problem(String.valueOf(e.getMessage()));
        }
    }

    private PastStatus status(
            Instant at, List<PoolSnapshot> pools, @Nullable String only, int pid) {
        History history = view.history();
        Instant now = Instant.now();
        List<Event> told = history.events(only, at.minus(BEFORE), at, TOLD_EVENTS);
        var workers = new PastWorkers(file, history);
        var then =
                pools.stream()
                        .map(p -> {
                            Duration longest = longestSilence(Duration.between(at, now));
                            return new PastPool(
                                            p,
                                            at,
                                            history.events(
                                                    p.name(), at.minus(BEFORE), at, MOST_EVENTS))
                                    .with(workers.at(p.name(), p.measure(), at, longest));
                        })
                        .toList();
        return new PastStatus(
                at,
                now,
                view.program().version(),
                history.condition() instanceof Condition.OnDisk ? "on disk" : "in memory only",
                then,
                told,
                told.reversed().stream()
                        .map(Event::at)
                        .filter(t -> t.isBefore(at))
                        .findFirst()
                        .orElse(null),
                later(only, at),
                pid == 0 || pools.isEmpty() ? null : course(workers, pools, pid, at));
    }

    /// So long a worker may not have been read, and have been there all the same: the history keeps
    /// fewer readings the older they are.
    private static Duration longestSilence(Duration ago) {
        if (ago.compareTo(Duration.ofMinutes(50)) < 0) {
            return Duration.ofMinutes(3);
        }
        return ago.compareTo(Duration.ofHours(47)) < 0
                ? Duration.ofMinutes(5)
                : Duration.ofMinutes(35);
    }

    private @Nullable Instant later(@Nullable String only, Instant at) {
        for (Duration ahead : AHEAD) {
            List<Event> after =
                    view.history().events(only, at.plusMillis(1), at.plus(ahead), MOST_EVENTS);
            if (!after.isEmpty()) {
                return after.getFirst().at();
            }
        }
        return null;
    }

    private static PastStatus.Course course(
            PastWorkers workers, List<PoolSnapshot> pools, int pid, Instant at) {
        Instant from = at.minus(COURSE);
        List<PastWorkers.Point> all =
                pools.stream()
                        .map(p -> workers.course(p.name(), pid, p.measure(), from, at))
                        .filter(course -> !course.isEmpty())
                        .findFirst()
                        .orElse(List.of());
        int each = Math.max(1, Math.ceilDiv(all.size(), MOST_POINTS));
        var seconds = new ArrayList<Double>();
        var bytes = new ArrayList<Long>();
        for (int i = 0; i < all.size(); i += each) {
            PastWorkers.Point largest = all.get(i);
            for (PastWorkers.Point point : all.subList(i, Math.min(all.size(), i + each))) {
                largest = point.bytes() > largest.bytes() ? point : largest;
            }
            seconds.add(largest.at().toEpochMilli() / 1000.0);
            bytes.add(largest.bytes());
        }
        return new PastStatus.Course(pid, seconds, bytes);
    }
}
