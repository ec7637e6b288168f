package dev.kidreaper.model;

import static dev.kidreaper.model.EventText.cause;
import static dev.kidreaper.model.EventText.field;
import static dev.kidreaper.model.EventText.line;

import java.time.Duration;

/// What happens to a served pool, as lines of a log.
final class ServedEventText {
    private ServedEventText() {}

    static String of(ServedEvent event) {
        return switch (event) {
            case ServedEvent.Starting e -> line(e, e.worker());
            case ServedEvent.Leaving e ->
                    line(e, e.worker())
                            + field("why", e.cause().label()) // As before there was a cause.
                            + field("requests", Long.toString(e.requests()))
                            + cause(e);
            case ServedEvent.Asked e ->
                    line(e, e.worker())
                            + field("signal", "TERM")
                            + field("why", "it did not leave by itself")
                            + cause(e);
            case ServedEvent.Killed e -> line(e, e.worker()) + after(e.after()) + cause(e);
            case ServedEvent.Exited e -> line(e, e.worker()) + field("how", e.how()) + cause(e);
            case ServedEvent.Broken e -> line(e, e.worker()) + field("why", e.why()) + cause(e);
            case ServedEvent.Stuck e ->
                    line(e, e.worker())
                            + field("request", e.request())
                            + (e.after() == null ? "" : after(e.after()))
                            + cause(e);
            case ServedEvent.WorkerEnded e ->
                    line(e)
                            + field("why", e.why())
                            + field("next_start_in", Durations.words(e.nextStartIn()));
            case ServedEvent.OrphansEnded e ->
                    line(e) + field("workers", Integer.toString(e.workers()));
            case ServedEvent.Cut e ->
                    line(e)
                            + field("request", e.request())
                            + field("why", "the stop waited no longer");
            case ServedEvent.Malformed e ->
                    line(e)
                            + field("from", "web-server")
                            + field("offset", Long.toString(e.offset()))
                            + field("why", e.why());
            case ServedEvent.Notice e ->
                    (e.worker() == null ? line(e) : line(e, e.worker())) + field("why", e.why());
        };
    }

    private static String after(Duration after) {
        return field("after", Durations.words(after));
    }
}
