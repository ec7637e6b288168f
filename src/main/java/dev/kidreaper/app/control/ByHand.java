package dev.kidreaper.app.control;

import dev.kidreaper.model.Event;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.show.StatusJson;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A recycle by hand, by `restart` or `reap`, as it is told to the daemon that keeps the pool: its
/// events know of it then.
public final class ByHand {
    static final String NAME = "by-hand";

    private ByHand() {}

    /// The command that tells of one.
    public static ControlQuestion of(Manager manager, Outcome.Recycled outcome) {
        ProcessId by = outcome.replacedBy();
        return ControlQuestion.of(NAME)
                .with("manager", word(manager.id()))
                .with("only", manager.profile().onlyPool())
                .with("worker", word(outcome.worker()))
                .with("cause", outcome.reason().causeOr(RecycleCause.ASKED).label())
                .with("measure", outcome.reason().measure().label())
                .with("bytes", outcome.reason().bytes())
                .with("left", outcome.leftAfter().toMillis())
                .with("by", by == null ? null : word(by))
                .with("idle", outcome.idleProof())
                .with("killed", outcome.killed());
    }

    private static String word(ProcessId id) {
        return id.pid() + "-" + id.startTicks();
    }

    private static @Nullable ProcessId id(@Nullable String word) {
        return word != null && word.matches("[0-9]{1,9}-[0-9]{1,18}")
                ? new ProcessId(
                        Integer.parseInt(word.substring(0, word.indexOf('-'))),
                        Long.parseLong(word.substring(word.indexOf('-') + 1)))
                : null;
    }

    /// The daemon's answer: it records the recycle in each of its pools that has that manager.
    static String answer(ControlQuestion told, List<PoolSnapshot> pools, Consumer<Event> record) {
        ProcessId manager = id(told.text("manager"));
        Optional<Outcome> outcome = outcome(told);
        if (manager == null || outcome.isEmpty()) {
            return StatusJson.problem("that tells of no recycle");
        }
        List<PoolSnapshot> its =
                pools.stream()
                        .filter(p -> p.manager() != null && p.manager().id().equals(manager))
                        .filter(p -> isMeant(p, told.text("only")))
                        .toList();
        its.forEach(p -> record.accept(new Event.Ended(Instant.now(), p.name(), outcome.get())));
        return its.isEmpty() ? StatusJson.problem("this daemon keeps no pool of it") : "recorded";
    }

    private static boolean isMeant(PoolSnapshot pool, @Nullable String only) {
        Manager manager = pool.manager();
        String its = manager == null ? null : manager.profile().onlyPool();
        return its == null || only == null || its.equals(only);
    }

    private static Optional<Outcome> outcome(ControlQuestion told) {
        ProcessId worker = id(told.text("worker"));
        String measure = told.text("measure");
        String cause = told.text("cause");
        if (worker == null || measure == null || cause == null) {
            return Optional.empty();
        }
        return Measure.named(measure)
                .map(m ->
                        new Outcome.Recycled(
                                worker,
                                new Reason(
                                        RecycleCause.labelled(cause).orElse(RecycleCause.ASKED),
                                        m,
                                        told.number("bytes").orElse(0),
                                        null),
                                Duration.ofMillis(told.number("left").orElse(0)),
                                id(told.text("by")),
                                "true".equals(told.text("idle")),
                                "true".equals(told.text("killed"))));
    }
}
