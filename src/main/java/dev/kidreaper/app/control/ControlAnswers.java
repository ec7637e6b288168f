package dev.kidreaper.app.control;

import dev.kidreaper.decide.OperatorPause;
import dev.kidreaper.history.History;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.show.DaemonStatus;
import dev.kidreaper.show.StatusJson;
import dev.kidreaper.show.StatusText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The daemon's answers to the commands on its control socket: words, or JSON. For any thread.
public final class ControlAnswers {
    /// The most events in one answer.
    static final int MOST_EVENTS = 1000;

    private final PoolDesk pools;
    private final History history;
    private final DaemonView view;
    private final AskedRecycles asked = new AskedRecycles();
    private final Consumer<Event> recorder;
    private volatile Function<ControlQuestion, String> reload =
            _ -> StatusJson.problem("this kidreaper has nothing to reload");

    /// @param program what is told of the daemon itself
    /// @param recorder keeps what others tell of
    public ControlAnswers(
            PoolDesk pools,
            History history,
            DaemonStatus.Program program,
            Consumer<Event> recorder) {
        this.recorder = recorder;
        this.pools = pools;
        this.history = history;
        this.view = new DaemonView(pools, history, program);
    }

    /// What `reload` does from now on.
    public void onReload(Function<ControlQuestion, String> what) {
        reload = what;
    }

    /// Something has happened to a pool.
    public void happened(Event event) {
        asked.happened(event);
        view.happened(event);
    }

    /// The daemon as those see it who look at it.
    public DaemonView view() {
        return view;
    }

    /// The answer.
    ///
    /// @param line a {@link ControlQuestion}
    /// @param otherwise the answer to what is not known here
    public String answer(String line, Function<ControlQuestion, String> otherwise) {
        ControlQuestion question = ControlQuestion.parse(line);
        return switch (question.name()) {
            case "status" -> status(question);
            case StatusText.MANAGERS -> StatusText.managers(pools.snapshots());
            case "events" -> new EventsAnswer(pools, history).events(question);
            case "recycle" -> recycle(question);
            case "waiting" -> waiting(question);
            case "why" -> new WhyAnswer(pools, history).why(question);
            case "pause" -> pause(question);
            case "resume" -> resume(question);
            case "reload" -> reload.apply(question);
            case ByHand.NAME -> ByHand.answer(question, pools.snapshots(), this::byHand);
            default -> otherwise.apply(question);
        };
    }

    private void byHand(Event event) {
        view.recycledByHand(event.pool());
        recorder.accept(event);
    }

    private String status(ControlQuestion question) {
        List<PoolSnapshot> all = pools.snapshots();
        String only = question.first();
        if (!only.isEmpty() && all.stream().noneMatch(p -> p.name().equals(only))) {
            return StatusJson.notFound(noPool(only, all));
        }
        DaemonStatus status = view.status(only.isEmpty() ? null : only);
        long now = System.nanoTime();
        return question.json() ? StatusJson.status(status, now) : StatusText.status(status, now);
    }

    private String recycle(ControlQuestion question) {
        Target target;
        try {
            target = Target.parse(question.first());
        } catch (IllegalArgumentException e) {
            return StatusJson.problem(String.valueOf(e.getMessage()));
        }
        Optional<PoolSnapshot> pool = pool(target.pool());
        if (pool.isEmpty()) {
            return StatusJson.notFound(noPool(target.pool(), pools.snapshots()));
        }
        int going = pools.recycle(target.pool(), target.pid(), RecycleCause.ASKED).orElse(0);
        if (going == 0) {
            String nobody = target.nobody(pool.get());
            return target.isIn(pool.get())
                    ? StatusJson.problem(nobody)
                    : StatusJson.notFound(nobody);
        }
        String waived = question.text("without-permit");
        if (waived != null) {
            pools.waive(target.pool(), waived, going);
        }
        long ticket = asked.begin(pool.get(), target.pid());
        String later =
                pool.get().state() == PoolSnapshot.State.PAUSED
                        ? "recycling is paused (%s)".formatted(pool.get().why())
                        : "";
        return StatusJson.recycling(going, target.pool(), ticket, later);
    }

    private String waiting(ControlQuestion question) {
        long ticket = question.number("ticket").orElse(0);
        return asked.progress(ticket, pools.snapshots())
                .map(p -> StatusJson.recycled(p.recycled(), p.left(), p.problems()))
                .orElseGet(() -> StatusJson.problem("the daemon knows no such recycle any more"));
    }

    private String pause(ControlQuestion question) {
        String name = question.first();
        Duration longest = question.millis("for");
        Optional<PoolSnapshot> pool = pool(name);
        if (pool.isEmpty()) {
            return StatusJson.notFound(noPool(name, pools.snapshots()));
        }
        if (!pools.pause(name, OperatorPause.of(longest, System.nanoTime()))) {
            return StatusJson.problem("pool " + name + " did not answer: it is not paused");
        }
        return StatusJson.done(
                question.json(),
                "paused",
                name,
                "pool %s: no worker is recycled %s"
                        .formatted(
                                name,
                                longest == null
                                        ? "until kidreaper resume " + name
                                        : "for " + Durations.words(longest)));
    }

    private String resume(ControlQuestion question) {
        String name = question.first();
        if (pool(name).isEmpty()) {
            return StatusJson.notFound(noPool(name, pools.snapshots()));
        }
        boolean changed = pools.pause(name, null);
        return StatusJson.done(
                question.json(),
                "resumed",
                name,
                changed
                        ? "pool %s: recycling goes on".formatted(name)
                        : "pool %s was not paused by an operator".formatted(name));
    }

    private Optional<PoolSnapshot> pool(String name) {
        return pools.snapshots().stream().filter(p -> p.name().equals(name)).findFirst();
    }

    /// What is said of a pool that there is not, with those that there are.
    public static String noPool(String name, List<PoolSnapshot> all) {
        return "no pool is called '%s': there is %s"
                .formatted(
                        name,
                        all.stream().map(PoolSnapshot::name).collect(Collectors.joining(", ")));
    }
}
