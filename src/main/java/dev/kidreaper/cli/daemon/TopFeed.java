package dev.kidreaper.cli.daemon;

import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.control.ControlQuestion;
import dev.kidreaper.show.JsonTree;
import dev.kidreaper.show.top.TopEvent;
import dev.kidreaper.show.top.TopReader;
import dev.kidreaper.show.top.TopSamples;
import dev.kidreaper.show.top.TopStatus;
import dev.kidreaper.show.top.TopWhatIf;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What the daemon says of its pools, asked again and again. One thread asks; any may read what it
/// has heard.
final class TopFeed {
    /// What the operator looks at, so that it is asked for.
    ///
    /// @param at the moment of the past; null: the present
    /// @param whatIfOf the pool of which other limits are looked at; null: none
    /// @param pid of the worker whose curve is looked at; 0: none
    record Look(@Nullable Instant at, @Nullable String whatIfOf, long pid) {
        static final Look AT_ALL = new Look(null, null, 0);
    }

    private static final int MOST_EVENTS = 300;
    private static final long WHAT_IF_NANOS = 20_000_000_000L;
    private static final int FIRST_EVENTS = 100;

    private final ControlOptions control;
    private final @Nullable String pool;
    private final ControlQuestion status;
    private final TopSamples samples = new TopSamples();
    private final Semaphore wishes = new Semaphore(0);
    private volatile Look look = Look.AT_ALL;
    private @Nullable Look looked;
    private volatile TopSamples past = samples;
    private long curveOf;
    private List<TopEvent> events = new ArrayList<>();
    private ControlQuestion next;
    private String json = "";
    private TopWhatIf whatIf = TopWhatIf.NONE;
    private long nextWhatIf = System.nanoTime();
    private volatile TopStatus latest = TopStatus.NONE;

    /// @param pool the only one of interest; null: all
    TopFeed(ControlOptions control, @Nullable String pool) {
        this.control = control;
        this.pool = pool;
        this.status =
                pool == null
                        ? ControlQuestion.of("status").inJson(true)
                        : ControlQuestion.of("status", pool).inJson(true);
        this.next =
                ControlQuestion.of("events")
                        .with("pool", pool)
                        .with("since", 0)
                        .with("seen", 0)
                        .with("n", FIRST_EVENTS)
                        .inJson(true);
    }

    /// Has that asked for from now on, at once where it is something else than before.
    void look(Look other) {
        if (!other.equals(look)) {
            look = other;
            wishes.release();
        }
    }

    /// Waits until it is time to ask again.
    ///
    /// @return whether to go on
    boolean pause(Duration delay) {
        try {
            if (wishes.tryAcquire(delay.toMillis(), TimeUnit.MILLISECONDS)) {
                wishes.drainPermits();
            }
            return true;
        } catch (InterruptedException e) {
            return false; // Nobody goes on.
        }
    }

    /// Asks.
    ///
    /// @throws OperatorError when nobody answers
    TopStatus ask() throws OperatorError {
        Look wanted = look;
        return wanted.at == null ? present(wanted) : past(wanted, wanted.at);
    }

    /// What was is asked for once: it does not change.
    private TopStatus past(Look wanted, Instant at) throws OperatorError {
        if (wanted.equals(looked)) {
            latest = latest.fresh();
            return latest;
        }
        json = control.ask(question(at, wanted.pid));
        TopStatus then = TopReader.past(json).with(whatIf);
        var its = new TopSamples();
        its.add(then);
        TopReader.course(json, its);
        past = its;
        latest = then;
        looked = wanted;
        return then;
    }

    private ControlQuestion question(Instant at, long pid) {
        var question = pool == null ? ControlQuestion.of("past") : ControlQuestion.of("past", pool);
        return question.with("at", at.toEpochMilli())
                .with("worker", pid == 0 ? null : pid)
                .inJson(true);
    }

    /// What a worker weighed before we looked, once for each worker that is looked at.
    private void curve(long pid) {
        if (pid != 0 && pid != curveOf) {
            curveOf = pid;
            try {
                TopReader.course(control.ask(question(Instant.now(), pid)), samples);
            } catch (OperatorError e) {
                return; // An older daemon, or a history in trouble: the curve begins now.
            }
        }
    }

    private TopStatus present(Look wanted) throws OperatorError {
        looked = null;
        json = control.ask(status);
        follow(control.ask(next).split("\n", 2));
        TopStatus now = TopReader.status(json, Instant.now(), events).with(whatIf);
        samples.add(now);
        curve(wanted.pid);
        past = samples;
        latest = now;
        return now;
    }

    /// Asks; where nobody answers, that is told beside what was heard last.
    void refresh() {
        try {
            ask();
        } catch (OperatorError e) {
            looked = null;
            latest = latest.stale(e.sentence());
        }
        String other = look.whatIfOf;
        if (other != null) {
            askWhatIf(other);
        }
    }

    /// Asks what other limits would mean for a pool, if that was not asked just now.
    private void askWhatIf(String pool) {
        if (pool.equals(whatIf.pool()) && System.nanoTime() - nextWhatIf < 0) {
            return;
        }
        nextWhatIf = System.nanoTime() + WHAT_IF_NANOS;
        try {
            String answer = control.ask(ControlQuestion.of("what-if", pool).inJson(true));
            whatIf = TopReader.whatIf(pool, answer);
        } catch (OperatorError e) {
            whatIf = TopWhatIf.trouble(pool, e.sentence());
        }
        latest = latest.with(whatIf);
    }

    private void follow(String[] answer) {
        String[] word = answer[0].split("[ =]", -1);
        if (word.length == 4) { // A daemon of another version may say it in another way.
            next = next.with("since", word[1]).with("seen", word[3]).with("n", MOST_EVENTS);
        }
        if (answer.length > 1) {
            var all = new ArrayList<>(events);
            answer[1]
                    .lines()
                    .map(l -> TopReader.event(JsonTree.parse(l)))
                    .filter(e -> !e.kind().equals("recycling")) // What becomes of it comes too.
                    .forEach(all::add);
            events = all.subList(Math.max(0, all.size() - MOST_EVENTS), all.size());
        }
    }

    /// What was heard last.
    TopStatus latest() {
        return latest;
    }

    /// The last status as the daemon wrote it.
    String json() {
        return json;
    }

    TopSamples samples() {
        return past;
    }
}
