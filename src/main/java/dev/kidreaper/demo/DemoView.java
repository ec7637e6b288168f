package dev.kidreaper.demo;

import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.Pool;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Size;
import dev.kidreaper.model.Worker;
import dev.kidreaper.show.ReportText;
import dev.kidreaper.show.Screen;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The view of the running demo. On a terminal it has one live line for each worker, elsewhere a
/// line now and then. Both get a lasting line for each recycled worker.
final class DemoView {
    private static final int BAR_CELLS = 32;
    private static final Duration STATUS_EVERY = Duration.ofSeconds(5);

    private final Screen screen;
    private final Limit limit;
    private final Duration longest;
    private final String full;
    private final String empty;

    /// Each worker keeps its line; its replacement takes over that line.
    private final List<ProcessId> places = new ArrayList<>();

    private @Nullable ProcessId leaving;
    private boolean hasLastingLines;
    private int recycled;
    private Duration nextStatus = STATUS_EVERY;

    DemoView(Screen screen, Limit limit, Duration longest) {
        this.screen = screen;
        this.limit = limit;
        this.longest = longest;
        boolean blocks = screen.canShow("█░");
        this.full = blocks ? "█" : "#";
        this.empty = blocks ? "░" : ".";
    }

    /// Says what the demo will show.
    void begin(Manager manager) {
        screen.line(
                ("A FastCGI pool of %d workers under load (manager %s). Of ten requests two leak"
                                + " memory,\nand two write to memory that the workers share.")
                        .formatted(DemoPool.WORKERS, manager.id()));
        screen.line(
                "A worker whose own memory (uss) reaches %s is recycled.\n"
                        .formatted(limit.size()));
    }

    /// Says that from now on we hand out the requests.
    void turnsToFront() {
        screen.line(
                "\nNow in front of the same pool, as kidreaper serve is: it sees the requests, and"
                        + " weighs the\nworker after each.");
        hasLastingLines = true;
    }

    /// Shows the pool as it is now.
    void show(Pool pool, DemoLoad.Tally tally, Duration since) {
        if (screen.isLive()) {
            screen.live(live(pool, tally, since));
        } else if (since.compareTo(nextStatus) >= 0) {
            nextStatus = nextStatus.plus(STATUS_EVERY);
            screen.line(status(tally, since));
        }
    }

    /// Shows that a worker is asked to leave.
    void asked(ProcessId worker) {
        leaving = worker;
    }

    /// Shows the outcome of a worker.
    void ended(Outcome outcome) {
        leaving = null;
        hasLastingLines = true;
        recycled += outcome instanceof Outcome.Recycled ? 1 : 0;
        screen.line(ReportText.line(outcome));
    }

    /// Removes the live lines and shows the summary.
    void end(String summary) {
        screen.live(List.of());
        screen.line(summary);
    }

    private List<String> live(Pool pool, DemoLoad.Tally tally, Duration since) {
        settle(pool);
        var lines = new ArrayList<String>();
        if (hasLastingLines) {
            lines.add("");
        }
        lines.add(row("WORKER", "AGE", "RSS", "USS", "up to the limit of " + limit.size()));
        for (ProcessId place : places) {
            lines.add(
                    pool.worker(place)
                            .map(this::row)
                            .orElseGet(() -> row("-", "-", "-", "-", "a replacement is born")));
        }
        lines.add("");
        lines.add("  " + status(tally, since));
        return lines;
    }

    private String row(Worker worker) {
        Footprint footprint = worker.footprint();
        long bytes = footprint.by(limit.measure());
        int cells = (int) Math.min(BAR_CELLS, bytes * BAR_CELLS / limit.size().bytes());
        String bar = full.repeat(cells) + empty.repeat(BAR_CELLS - cells);
        return row(
                worker.id().toString(),
                Durations.words(worker.age()),
                new Size(footprint.rss()).toString(),
                new Size(footprint.uss()).toString(),
                bar + (worker.id().equals(leaving) ? "  asked to leave" : ""));
    }

    private static String row(String worker, String age, String rss, String uss, String rest) {
        return "%8s  %7s  %6s  %6s  %s".formatted(worker, age, rss, uss, rest);
    }

    private String status(DemoLoad.Tally tally, Duration since) {
        return String.format(
                Locale.ROOT,
                "%2d s of at most %d: requests served %,d, cut %d; workers recycled %d",
                since.toSeconds(),
                longest.toSeconds(),
                tally.served(),
                tally.cut(),
                recycled);
    }

    /// Gives each new worker the line of one that is gone. Until then, that line stays empty.
    private void settle(Pool pool) {
        var newcomers =
                new ArrayDeque<>(
                        pool.workers().stream()
                                .map(Worker::id)
                                .filter(id -> !places.contains(id))
                                .toList());
        places.replaceAll(
                id -> pool.worker(id).isPresent() || newcomers.isEmpty() ? id : newcomers.pop());
        while (places.size() < DemoPool.WORKERS && !newcomers.isEmpty()) {
            places.add(newcomers.pop());
        }
    }
}
