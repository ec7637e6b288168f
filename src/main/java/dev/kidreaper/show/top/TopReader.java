package dev.kidreaper.show.top;

import dev.kidreaper.show.JsonTree;
import dev.kidreaper.show.sentence.EventSentence;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The daemon's JSON as what `top` shows. What an older daemon does not say is not shown.
public final class TopReader {
    private TopReader() {}

    /// The answer to `status --json`.
    ///
    /// @param at when it was given
    /// @param events the latest, the oldest first
    public static TopStatus status(String json, Instant at, List<TopEvent> events) {
        JsonTree status = JsonTree.parse(json);
        return new TopStatus(
                at,
                status.get("version").text(),
                status.get("history").text(),
                status.get("pools").list().stream().map(TopReader::pool).toList(),
                events,
                TopWhatIf.NONE,
                "");
    }

    /// The answer to `past`.
    public static TopStatus past(String json) {
        JsonTree past = JsonTree.parse(json);
        return new TopStatus(
                time(past.get("at").text()),
                past.get("version").text(),
                past.get("history").text(),
                past.get("pools").list().stream().map(TopReader::pool).toList(),
                past.get("events").list().stream()
                        .map(TopReader::event)
                        .filter(e -> !e.kind().equals("recycling"))
                        .toList(),
                TopWhatIf.NONE,
                "",
                new TopStatus.Past(
                        time(past.get("now").text()),
                        moment(past.get("earlier_event")),
                        moment(past.get("later_event"))));
    }

    private static @Nullable Instant moment(JsonTree at) {
        return at.isMissing() ? null : time(at.text());
    }

    /// Gives samples what an answer to `past` tells of one worker's course.
    public static void course(String json, TopSamples samples) {
        JsonTree course = JsonTree.parse(json).get("course");
        long pid = course.get("pid").whole(0);
        List<JsonTree> times = course.get("t").list();
        List<JsonTree> bytes = course.get("bytes").list();
        if (pid > 0 && times.size() == bytes.size()) {
            samples.before(
                    pid,
                    times.stream().mapToDouble(t -> t.number(0)).toArray(),
                    bytes.stream().mapToLong(b -> b.whole(0)).toArray());
        }
    }

    /// One event of `events --json`.
    public static TopEvent event(JsonTree event) {
        String kind = event.get("event").text();
        return new TopEvent(
                time(event.get("at").text()),
                event.get("pool").text(),
                kind,
                event.get("worker").whole(0),
                EventSentence.of(event),
                EventSentence.isBad(kind));
    }

    /// The answer to `what-if --json`.
    public static TopWhatIf whatIf(String pool, String json) {
        JsonTree answer = JsonTree.parse(json);
        return new TopWhatIf(
                pool,
                answer.get("limits").list().stream()
                        .map(r ->
                                new TopWhatIf.Row(
                                        r.get("limit_bytes").whole(0),
                                        r.get("life_seconds").number(Double.NaN),
                                        r.get("recycles_per_day").number(Double.NaN),
                                        r.get("pool_average_bytes").whole(0),
                                        r.get("pool_peak_bytes").whole(0),
                                        r.get("away_share").number(0),
                                        r.get("beyond_what_was_seen").isTrue()))
                        .toList(),
                answer.get("suggested_bytes").whole(0),
                answer.get("reason").text(),
                answer.get("lives").whole(0),
                "");
    }

    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            return Instant.EPOCH; // No daemon of ours says that.
        }
    }

    private static TopPool pool(JsonTree pool) {
        return new TopPool(
                pool.get("name").text(),
                pool.get("state").text(),
                pool.get("why").text(),
                pool.get("manager").get("profile").text(),
                pool.get("manager").get("pid").whole(0),
                pool.get("measure").text(),
                pool.get("limit_bytes").whole(0),
                new TopPool.Counts(
                        pool.get("away").whole(0),
                        pool.get("recycled").whole(0),
                        pool.get("failed").whole(0),
                        pool.get("requests").whole(-1),
                        pool.get("cut").whole(-1),
                        pool.get("requests_per_second").number(Double.NaN)),
                pool.get("workers").list().stream().map(TopReader::worker).toList(),
                cause(pool.get("diagnosis")),
                plan(pool.get("timetable")),
                pool.get("routes").list().stream().map(TopReader::route).toList());
    }

    private static TopWorker worker(JsonTree worker) {
        String state = worker.get("state").text();
        boolean leaving = worker.get("leaving").isTrue() && !state.equals("stuck");
        return new TopWorker(
                (int) worker.get("slot").whole(-1),
                worker.get("pid").whole(0),
                worker.get("age_seconds").number(Double.NaN),
                worker.get("bytes").whole(0),
                worker.get("rss_bytes").whole(-1),
                worker.get("uss_bytes").whole(-1),
                worker.get("growth_bytes_per_second").number(Double.NaN),
                worker.get("reaches_limit_seconds").number(Double.NaN),
                worker.get("requests").whole(-1),
                leaving ? "leaving" : state);
    }

    private static TopPool.Cause cause(JsonTree verdict) {
        if (verdict.isMissing()) {
            return TopPool.Cause.NONE;
        }
        Map<String, Double> shares = new LinkedHashMap<>();
        verdict.get("shares").fields().forEach((name, share) -> shares.put(name, share.number(0)));
        return new TopPool.Cause(
                verdict.get("verdict").text(),
                verdict.get("confidence").number(0),
                shares,
                verdict.get("route").text(),
                verdict.get("advice").text(),
                verdict.get("missing").text());
    }

    private static TopPool.Plan plan(JsonTree plan) {
        if (plan.isMissing()) {
            return TopPool.Plan.NONE;
        }
        return new TopPool.Plan(
                plan.get("next").list().stream()
                        .map(t ->
                                new TopPool.Turn(
                                        t.get("pid").whole(0),
                                        t.get("in_seconds").number(0),
                                        t.get("cause").text()))
                        .toList(),
                plan.get("possible_per_hour").number(Double.NaN),
                plan.get("needed_per_hour").number(Double.NaN),
                plan.get("can_hold").isMissing() || plan.get("can_hold").isTrue());
    }

    private static TopPool.Route route(JsonTree route) {
        return new TopPool.Route(
                route.get("route").text(),
                route.get("requests").whole(0),
                route.get("bytes_per_request").number(0),
                route.get("share").number(0),
                route.get("confidence").number(0),
                route.get("stands_out").isTrue());
    }
}
