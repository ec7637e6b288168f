package dev.kidreaper.cli.daemon;

import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.control.ControlQuestion;
import dev.kidreaper.show.JsonTree;
import dev.kidreaper.show.top.TopEvent;
import dev.kidreaper.show.top.TopReader;
import dev.kidreaper.show.top.TopSamples;
import dev.kidreaper.show.top.TopStatus;
import dev.kidreaper.show.top.TopWhatIf;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the daemon says of its pools, asked again and again. One thread asks; any may read what it
/// has heard.
final class TopFeed {
    private static final int MOST_EVENTS = 300;
    private static final long WHAT_IF_NANOS = 20_000_000_000L;
    private static final int FIRST_EVENTS = 100;

    private final ControlOptions control;
    private final ControlQuestion status;
    private final TopSamples samples = new TopSamples();
    private List<TopEvent> events = new ArrayList<>();
    private ControlQuestion next;
    private String json = "";
    private TopWhatIf whatIf = TopWhatIf.NONE;
    private long nextWhatIf = System.nanoTime();
    private volatile TopStatus latest = TopStatus.NONE;

    /// @param pool the only one of interest; null: all
    TopFeed(ControlOptions control, @Nullable String pool) {
        this.control = control;
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

    /// Asks.
    ///
    /// @throws OperatorError when nobody answers
    TopStatus ask() throws OperatorError {
        json = control.ask(status);
        follow(control.ask(next).split("\n", 2));
        TopStatus now = TopReader.status(json, Instant.now(), events).with(whatIf);
        samples.add(now);
        latest = now;
        return now;
    }

    /// Asks; where nobody answers, that is told beside what was heard last.
    void refresh() {
        try {
            ask();
        } catch (OperatorError e) {
            latest = latest.stale(e.sentence());
        }
    }

    /// Asks what other limits would mean for a pool, if that was not asked just now.
    void askWhatIf(String pool) {
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
        return samples;
    }
}
