package dev.kidreaper.cli;

import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.recycle.RecycleListener;
import dev.kidreaper.show.ReportText;
import dev.kidreaper.show.Screen;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The display of a run while it goes on: a lasting line for each worker, and below them, on a
/// terminal, what happens now and how long it may take. A signal that ends it says what was done.
final class Progress implements RecycleListener, AutoCloseable {
    private final Screen screen;
    private final LongSupplier ticker;
    private final long begun;
    private int ended;
    private int recycled;
    private int left;
    private @Nullable ProcessId now;

    Progress(Screen screen) {
        this(screen, System::nanoTime);
        screen.onInterrupt(this::farewell);
    }

    /// @param ticker the time in nanoseconds
    Progress(Screen screen, LongSupplier ticker) {
        this.screen = screen;
        this.ticker = ticker;
        this.begun = ticker.getAsLong();
    }

    @Override
    public synchronized void starting(ProcessId worker, Reason reason, int others) {
        now = worker;
        left = others;
        screen.live(List.of(line(worker, reason)));
    }

    /// What happens now: `4 of 20, about 36 s to go: worker 25921 (rss=65.1M) …`.
    String line(ProcessId worker, Reason reason) {
        Duration took = Duration.ofNanos(ticker.getAsLong() - begun);
        return "%d of %d%s: worker %s (%s) is asked to leave …"
                .formatted(
                        ended + 1,
                        ended + 1 + left,
                        ended == 0
                                ? ""
                                : ", about %s to go"
                                        .formatted(
                                                Durations.words(
                                                        took.multipliedBy(left + 1L)
                                                                .dividedBy(ended))),
                        worker,
                        reason);
    }

    @Override
    public synchronized void ended(Outcome outcome) {
        ended++;
        recycled += outcome instanceof Outcome.Recycled ? 1 : 0;
        now = null;
        screen.line(ReportText.line(outcome));
    }

    /// What was done and what was not, when a signal ends the run.
    synchronized String farewell() {
        String open =
                now == null
                        ? ""
                        : ", worker %s under way (if it was asked, it leaves by itself)"
                                .formatted(now);
        return "stopped: %d recycled%s, %d not touched".formatted(recycled, open, left);
    }

    @Override
    public void close() {
        screen.close();
    }
}
