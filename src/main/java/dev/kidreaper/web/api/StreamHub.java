package dev.kidreaper.web.api;

import dev.kidreaper.app.control.DaemonView;
import dev.kidreaper.history.History;
import dev.kidreaper.model.EventOrigin;
import dev.kidreaper.show.StatusChanges;
import dev.kidreaper.show.StatusJson;
import dev.kidreaper.web.HttpAnswer;
import dev.kidreaper.web.Inquiry;
import dev.kidreaper.web.WrongInquiry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// Those who follow what happens, as server-sent events: each change of the status at most once a
/// second, and each event with its number, from which a browser goes on after a break. While nobody
/// follows, no thread is there.
final class StreamHub {
    private static final int MOST = 64;
    private static final int MOST_MISSED = 1000;
    private static final long PULSE_NANOS = 1_000_000_000L;
    private static final String CONTENT = "text/event-stream";

    private final DaemonView view;
    private final Deque<EventStream> streams = new ArrayDeque<>();
    private boolean beats;
    private boolean news;

    StreamHub(DaemonView view) {
        this.view = view;
    }

    /// The stream that is asked for. When there are too many, the oldest ends.
    HttpAnswer answer(Inquiry inquiry) throws WrongInquiry {
        String last = inquiry.header().apply("Last-Event-ID");
        String asked = last == null ? inquiry.query().get("last-event-id") : last;
        long after =
                asked != null && asked.matches("[0-9]{1,18}")
                        ? Long.parseLong(asked)
                        : view.history().latestEvent();
        return HttpAnswer.endless(CONTENT, out -> follow(out, after));
    }

    private void follow(OutputStream out, long after) throws IOException {
        var stream = new EventStream(out);
        enter(stream);
        try {
            long latest = Math.max(after, view.history().latestEvent());
            stream.begin(StatusJson.status(ApiAnswers.status(view), System.nanoTime()));
            EventOrigin origin = view.pools().origin();
            for (History.Numbered one : view.history().eventsAfter(after, null, MOST_MISSED)) {
                stream.event(one.id(), ApiAnswers.event(one, origin));
            }
            stream.go(latest);
        } finally {
            leave(stream);
        }
    }

    private synchronized void enter(EventStream stream) {
        streams.addLast(stream);
        if (streams.size() > MOST) {
            streams.removeFirst().end();
        }
        if (!beats) {
            beats = true;
            Thread.ofPlatform().name("web-pulse").daemon().start(this::beat);
        }
    }

    private synchronized void leave(EventStream stream) {
        streams.remove(stream);
        notifyAll();
    }

    /// How many follow.
    synchronized int followers() {
        return streams.size();
    }

    synchronized void happened() {
        if (beats) {
            news = true;
            notifyAll();
        }
    }

    private void beat() {
        var changes = new StatusChanges();
        long last = view.history().latestEvent();
        long nextStatus = System.nanoTime();
        List<EventStream> all = awaitNews(nextStatus);
        while (!all.isEmpty()) {
            List<History.Numbered> events = view.history().eventsAfter(last, null, MOST_MISSED);
            EventOrigin origin = view.pools().origin();
            for (History.Numbered one : events) {
                last = one.id();
                String text = ApiAnswers.event(one, origin);
                all.forEach(s -> s.offerEvent(one.id(), text));
            }
            last = events.isEmpty() ? Math.min(last, view.history().latestEvent()) : last;
            long now = System.nanoTime();
            if (now - nextStatus >= 0) {
                nextStatus = now + PULSE_NANOS;
                String text = changes.since(ApiAnswers.status(view), now);
                if (text != null) {
                    all.forEach(s -> s.offerStatus(text));
                }
            }
            all = awaitNews(nextStatus);
        }
    }

    /// Who follows, once there is something to do; nobody: the thread ends.
    private synchronized List<EventStream> awaitNews(long until) {
        try {
            long left = (until - System.nanoTime()) / 1_000_000;
            while (!news && left > 0 && !streams.isEmpty()) {
                wait(left);
                left = (until - System.nanoTime()) / 1_000_000;
            }
        } catch (InterruptedException e) {
            streams.clear();
        }
        news = false;
        beats = !streams.isEmpty();
        return List.copyOf(streams);
    }
}
