package dev.kidreaper.cli.daemon;

import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.control.ControlQuestion;
import dev.kidreaper.show.FlatJson;
import dev.kidreaper.show.top.TopDrawing;
import dev.kidreaper.show.top.TopKey;
import dev.kidreaper.show.top.TopKeys;
import dev.kidreaper.show.top.TopLook;
import dev.kidreaper.show.top.TopPool;
import dev.kidreaper.show.top.TopStatus;
import dev.kidreaper.show.top.TopView;
import dev.kidreaper.show.top.TopWorker;
import java.time.Duration;
import java.util.Optional;
import org.jline.terminal.Size;

/// `top` on a terminal: draws what has changed, and does what the keys say.
///
/// @param delay the daemon is asked so often
record TopWatch(
        ControlOptions control, TopFeed feed, TopTerminal terminal, TopLook look, Duration delay) {
    /// Draws until the operator quits.
    void watch(TopView first) {
        Thread asking = Thread.ofPlatform().daemon().name("top-feed").start(this::refresh);
        TopView view = first;
        TopStatus drawn = TopStatus.NONE;
        boolean changed = true;
        boolean anew = false;
        while (!terminal.isInterrupted()) {
            TopStatus status = feed.latest();
            if (changed || anew || !status.equals(drawn) || terminal.isResized()) {
                Size size = terminal.size();
                var drawing = new TopDrawing(look, size.getColumns(), size.getRows());
                terminal.draw(drawing.lines(status, view, feed.samples()), size, anew);
                drawn = status;
            }
            anew = false;
            Optional<TopKey> key = terminal.keyboard().key();
            changed = key.isPresent();
            if (key.isPresent()) {
                TopKeys.Pressed pressed = TopKeys.press(view, status, key.get());
                view = pressed.view();
                feed.look(look(view, status));
                switch (pressed.wish()) {
                    case TopKeys.Wish.Nothing _ -> {}
                    case TopKeys.Wish.Redraw _ -> anew = true;
                    case TopKeys.Wish.Recycle r -> view = view.telling(recycle(r));
                    case TopKeys.Wish.Quit _ -> {
                        asking.interrupt();
                        return;
                    }
                }
            }
        }
    }

    private static TopFeed.Look look(TopView view, TopStatus status) {
        Optional<TopPool> pool = status.pool(view.pool());
        boolean limits = view.page() == TopView.Page.WHAT_IF;
        boolean curve = view.page() == TopView.Page.WORKER;
        return new TopFeed.Look(
                view.at(),
                limits ? pool.map(TopPool::name).orElse(null) : null,
                curve ? pool.flatMap(view::marked).map(TopWorker::pid).orElse(0L) : 0);
    }

    private void refresh() {
        do {
            feed.refresh();
            terminal.keyboard().wake();
        } while (feed.pause(delay));
    }

    private String recycle(TopKeys.Wish.Recycle wish) {
        try {
            String target = PoolWord.of(wish.pool() + "/" + wish.pid());
            String later =
                    FlatJson.read(control.ask(ControlQuestion.of("recycle", target)))
                            .values()
                            .getOrDefault("later", "");
            return "%d will be recycled, as soon as the pace allows%s"
                    .formatted(wish.pid(), later.isEmpty() ? "" : "; " + later);
        } catch (OperatorError e) {
            return e.sentence();
        }
    }
}
