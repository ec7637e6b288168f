package dev.kidreaper.cli;

import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.recycle.RecycleListener;
import dev.kidreaper.show.ReportText;
import dev.kidreaper.show.Screen;
import java.util.List;

/// The display of a run while it goes on: a lasting line for each worker, and below them, on a
/// terminal, what happens now.
final class Progress implements RecycleListener, AutoCloseable {
    private final Screen screen;
    private int ended;

    Progress(Screen screen) {
        this.screen = screen;
    }

    @Override
    public void starting(ProcessId worker, Reason reason, int left) {
        int total = ended + 1 + left;
        screen.live(
                List.of(
                        "%d of %d: worker %s (%s) is asked to leave …"
                                .formatted(ended + 1, total, worker, reason)));
    }

    @Override
    public void ended(Outcome outcome) {
        ended++;
        screen.line(ReportText.line(outcome));
    }

    @Override
    public void close() {
        screen.close();
    }
}
