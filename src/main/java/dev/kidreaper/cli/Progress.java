package dev.kidreaper.cli;

import dev.kidreaper.cli.words.StandardOutput;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.recycle.RecycleListener;
import dev.kidreaper.show.Paint;
import dev.kidreaper.show.ReportText;
import dev.kidreaper.show.Screen;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The display of a run while it goes on: a lasting line for each worker, and below them, on a
/// terminal, what happens now and how long it may take. A signal that ends it says what was done.
final class Progress implements RecycleListener, AutoCloseable {
    private final Screen screen;
    private final Paint paint;
    private final LongSupplier ticker;
    private final long begun;
    private int ended;
    private int recycled;
    private int left;
    private final Map<ProcessId, Step> underWay = new LinkedHashMap<>();

    /// What happens to a worker just now.
    ///
    /// @param place which one of the run's workers it is, from 1
    private record Step(int place, String words) {}

    Progress(Screen screen, Paint paint) {
        this(screen, paint, System::nanoTime);
        screen.onInterrupt(this::farewell);
    }

    /// @param ticker the time in nanoseconds
    Progress(Screen screen, Paint paint, LongSupplier ticker) {
        this.screen = screen;
        this.paint = paint;
        this.ticker = ticker;
        this.begun = ticker.getAsLong();
    }

    @Override
    public synchronized void starting(ProcessId worker, Reason reason, int others) {
        left = others;
        int place = ended + underWay.size() + 1;
        underWay.put(
                worker,
                new Step(place, "worker %s (%s) is asked to leave …".formatted(worker, reason)));
        show();
    }

    @Override
    public synchronized void left(ProcessId worker, Duration after) {
        String words =
                "worker %s left after %s, its replacement must serve …"
                        .formatted(worker, Durations.words(after));
        underWay.computeIfPresent(worker, (_, step) -> new Step(step.place(), words));
        show();
    }

    @Override
    public synchronized void pausing(Duration pause) {
        if (underWay.isEmpty()) {
            screen.live(
                    List.of(
                            line(
                                    new Step(
                                            ended,
                                            "the next one in %s …"
                                                    .formatted(Durations.words(pause))))));
        }
    }

    @Override
    public @Nullable String objection() {
        return StandardOutput.isUnread() ? "nobody reads what it writes any more" : null;
    }

    private void show() {
        screen.live(lines());
    }

    /// What happens now: `4 of 20, about 36 s to go: worker 25921 (rss=65.1M) …`.
    synchronized List<String> lines() {
        return underWay.values().stream().map(this::line).toList();
    }

    private String line(Step step) {
        Duration took = Duration.ofNanos(ticker.getAsLong() - begun);
        int open = underWay.size() + left;
        return "%d of %d%s: %s"
                .formatted(
                        step.place(),
                        ended + open,
                        ended == 0
                                ? ""
                                : ", about %s to go"
                                        .formatted(
                                                Durations.words(
                                                        took.multipliedBy(open).dividedBy(ended))),
                        step.words());
    }

    @Override
    public synchronized void putBehind(ProcessId worker) {
        underWay.remove(worker);
        left++;
        show();
    }

    @Override
    public synchronized void ended(Outcome outcome) {
        ended++;
        recycled += outcome instanceof Outcome.Recycled ? 1 : 0;
        underWay.remove(outcome.worker());
        screen.line(paint.outcome(outcome, ReportText.line(outcome)));
        show();
    }

    /// What was done and what was not, when a signal ends the run.
    synchronized String farewell() {
        String pids =
                underWay.keySet().stream()
                        .map(ProcessId::toString)
                        .collect(Collectors.joining(", "));
        String open =
                switch (underWay.size()) {
                    case 0 -> "";
                    case 1 ->
                            ", worker %s under way (if it was asked, it leaves by itself)"
                                    .formatted(pids);
                    default ->
                            ", workers %s under way (those that were asked leave by themselves)"
                                    .formatted(pids);
                };
        return "stopped: %d recycled%s, %d not touched".formatted(recycled, open, left);
    }

    @Override
    public void close() {
        screen.close();
    }
}
