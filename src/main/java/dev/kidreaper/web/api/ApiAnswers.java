package dev.kidreaper.web.api;

import dev.kidreaper.app.control.DaemonView;
import dev.kidreaper.app.control.PoolVerdicts;
import dev.kidreaper.history.History;
import dev.kidreaper.history.look.PastReadings;
import dev.kidreaper.metrics.MetricsText;
import dev.kidreaper.model.EventOrigin;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.show.DaemonStatus;
import dev.kidreaper.show.DiagnosisJson;
import dev.kidreaper.show.EventJson;
import dev.kidreaper.show.StatusJson;
import dev.kidreaper.show.TimetableJson;
import dev.kidreaper.web.HttpAnswer;
import dev.kidreaper.web.HttpDoor;
import dev.kidreaper.web.Inquiry;
import dev.kidreaper.web.StaticFiles;
import dev.kidreaper.web.WrongInquiry;
import java.io.UncheckedIOException;
import java.util.List;

/// What is answered by HTTP: the page, the API below `/api/v1`, metrics, and whether we are well.
/// For any thread.
public final class ApiAnswers implements HttpDoor.Answers {
    private static final int MOST_EVENTS = 1000;
    private static final int USUAL_EVENTS = 100;

    private final DaemonView view;
    private final StaticFiles files = new StaticFiles();
    private final MetricsText metrics;
    private final HealthAnswer health;
    private final SeriesAnswer series;
    private final WhatIfAnswer whatIf;
    private final StreamHub streams;

    /// @param readings what workers weighed
    /// @param metrics what Prometheus gets
    public ApiAnswers(DaemonView view, PastReadings readings, MetricsText metrics) {
        this.view = view;
        this.metrics = metrics;
        this.health = new HealthAnswer(view);
        this.series = new SeriesAnswer(view, readings);
        this.whatIf = new WhatIfAnswer(view, readings);
        this.streams = new StreamHub(view);
    }

    /// Something has happened to a pool: those who follow are told at once.
    public void happened() {
        streams.happened();
    }

    @Override
    public HttpAnswer answer(Inquiry inquiry) throws WrongInquiry {
        List<String> path = inquiry.path();
        String first = path.isEmpty() ? "" : path.getFirst();
        try {
            return switch (first) {
                case "api" -> api(inquiry);
                case "metrics" -> metrics.answer(inquiry);
                case "healthz" -> health.healthz();
                case "readyz" -> health.readyz();
                default -> file(inquiry);
            };
        } catch (UncheckedIOException e) {
            throw new WrongInquiry(503, String.valueOf(e.getMessage()));
        }
    }

    private HttpAnswer file(Inquiry inquiry) throws WrongInquiry {
        var file = files.answer(inquiry);
        if (file.isPresent()) {
            return file.get();
        }
        if (inquiry.path().isEmpty()) {
            return StaticFiles.none();
        }
        throw nothing();
    }

    private static WrongInquiry nothing() {
        return new WrongInquiry(404, "there is nothing here: see docs/api.md");
    }

    private HttpAnswer api(Inquiry inquiry) throws WrongInquiry {
        List<String> path = inquiry.path();
        if (path.size() < 3 || !path.get(1).equals("v1")) {
            throw nothing();
        }
        if (path.get(2).equals("pools") && path.size() == 5) {
            return pool(path.get(3), path.get(4), inquiry);
        }
        if (path.size() > 3) {
            throw nothing();
        }
        return switch (path.get(2)) {
            case "status" -> HttpAnswer.json(StatusJson.status(status(view), System.nanoTime()));
            case "events" -> events(inquiry);
            case "stream" -> streams.answer(inquiry);
            default -> throw nothing();
        };
    }

    private HttpAnswer pool(String name, String what, Inquiry inquiry) throws WrongInquiry {
        PoolSnapshot pool =
                view.pools().snapshots().stream()
                        .filter(p -> p.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new WrongInquiry(404, "no pool is called " + name));
        return HttpAnswer.json(
                switch (what) {
                    case "series" -> series.series(pool, inquiry);
                    case "makeup" -> series.makeup(pool, inquiry);
                    case "diagnosis" -> diagnosis(pool);
                    case "routes" -> RoutesJson.of(pool);
                    case "whatif" -> whatIf.json(pool, inquiry.query().get("limits"));
                    case "timetable" -> TimetableJson.of(pool, System.nanoTime());
                    default -> throw nothing();
                });
    }

    private String diagnosis(PoolSnapshot pool) throws WrongInquiry {
        PoolVerdicts.Judged judged =
                view.verdicts()
                        .now(pool.name())
                        .orElseThrow(() -> new WrongInquiry(503, "the pool does not answer now"));
        return DiagnosisJson.ofPool(pool.name(), judged.diagnosis(), judged.summary(), judged.at());
    }

    private HttpAnswer events(Inquiry inquiry) throws WrongInquiry {
        String pool = inquiry.query().get("pool");
        int limit = (int) inquiry.number("limit", USUAL_EVENTS, 1, MOST_EVENTS);
        String kind = inquiry.query().get("kind");
        History history = view.history();
        long since =
                inquiry.number(
                        "since",
                        Math.max(0, history.latestEvent() - limit),
                        0,
                        Long.MAX_VALUE / 16);
        List<History.Numbered> found = history.eventsAfter(since, pool, limit);
        return HttpAnswer.json(EventsJson.of(found, view.pools().origin(), kind));
    }

    /// The status as anybody may read it.
    static DaemonStatus status(DaemonView view) {
        return Discreet.of(view.status(null));
    }

    /// An event as the stream and the list have it.
    static String event(History.Numbered event, EventOrigin origin) {
        return EventJson.numbered(event.id(), Discreet.of(event.event()), origin);
    }
}
