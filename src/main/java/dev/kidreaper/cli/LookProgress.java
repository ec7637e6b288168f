package dev.kidreaper.cli;

import dev.kidreaper.diagnose.Judge;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Verdict;
import dev.kidreaper.observe.memory.PoolFollower;
import dev.kidreaper.show.PoolText;
import dev.kidreaper.show.Screen;
import java.time.Duration;
import java.util.List;

/// The display of an observation while it goes on, on a terminal: how long it has still to look,
/// and what it seems to be at first sight. A signal that ends it says how far it was.
final class LookProgress implements AutoCloseable {
    private static final Duration JUDGE_EVERY = Duration.ofSeconds(5);

    private final Screen screen;
    private final PoolFollower pool;
    private final Duration whole;
    private volatile Duration seen = Duration.ZERO;
    private Duration nextJudgement = JUDGE_EVERY.multipliedBy(2);
    private String impression = "";

    /// @param whole how long it looks
    LookProgress(Screen screen, PoolFollower pool, Duration whole) {
        this.screen = screen;
        this.pool = pool;
        this.whole = whole;
        screen.onInterrupt(() ->
                "stopped after %d of %d s: no verdict, and nothing was changed"
                        .formatted(seen.toSeconds(), whole.toSeconds()));
        screen.live(List.of("looking for %s …".formatted(Durations.words(whole))));
    }

    /// It goes on for so long by now.
    void looked(Duration now) {
        seen = now;
        if (!screen.isLive()) {
            return;
        }
        if (now.compareTo(nextJudgement) >= 0) {
            nextJudgement = now.plus(JUDGE_EVERY);
            Verdict first = Judge.of(pool.timelines()).verdict();
            impression = first == Verdict.UNDECIDED ? "" : ", at first sight " + first.label();
        }
        screen.live(
                List.of(
                        "looking at %s: %d of %d s%s"
                                .formatted(
                                        PoolText.workers(pool.timelines().size()),
                                        Math.min(now.toSeconds(), whole.toSeconds()),
                                        whole.toSeconds(),
                                        impression)));
    }

    @Override
    public void close() {
        screen.close();
    }
}
