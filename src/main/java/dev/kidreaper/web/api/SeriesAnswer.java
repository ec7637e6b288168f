package dev.kidreaper.web.api;

import dev.kidreaper.app.control.DaemonView;
import dev.kidreaper.history.look.PastReadings;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.web.Inquiry;
import dev.kidreaper.web.WrongInquiry;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The sizes of a pool's workers over a time, in columns: for each place the largest and the least
/// of each stretch. An answer is kept for some seconds, since many browsers ask for the same.
final class SeriesAnswer {
    /// So many places are drawn one by one; of more, the three largest and a band.
    static final int MOST_SINGLE = 24;

    private static final int NAMED = 3;
    private static final int MOST_POINTS = 20_000;
    private static final int USUAL_POINTS = 400;
    private static final int MOST_EVENTS = 1000;
    private static final long FRESH_NANOS = 10_000_000_000L;
    private static final int MOST_KEPT = 16;
    private static final Duration MONTHS = Duration.ofDays(62);

    private final DaemonView view;
    private final PastReadings readings;
    private final Map<Window, Kept> kept =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Window, Kept> eldest) {
                    return size() > MOST_KEPT;
                }
            };

    SeriesAnswer(DaemonView view, PastReadings readings) {
        this.view = view;
        this.readings = readings;
    }

    /// What is asked for.
    ///
    /// @param from the beginning, a multiple of the stretch
    /// @param slots which places; null: those that are chosen here
    private record Window(
            String pool,
            Measure measure,
            Instant from,
            Duration each,
            int points,
            @Nullable Set<Integer> slots) {
        Instant to() {
            return from.plus(each.multipliedBy(points));
        }
    }

    private record Kept(String text, long at) {}

    /// The answer.
    String series(PoolSnapshot pool, Inquiry inquiry) throws WrongInquiry {
        Window window = window(pool, inquiry);
        long now = System.nanoTime();
        synchronized (kept) {
            Kept known = kept.get(window);
            if (known != null && now - known.at < FRESH_NANOS) {
                return known.text;
            }
        }
        List<PastReadings.Stretch> all =
                readings.stretches(
                        pool.name(), window.measure, window.from, window.each, window.points);
        List<Event> events =
                view.history().events(pool.name(), window.from, MOST_EVENTS).stream()
                        .filter(e -> e instanceof Event.Ended && e.at().isBefore(window.to()))
                        .toList();
        String text =
                new SeriesColumns(all, window.points)
                        .json(pool, window.measure, window.from, window.each, window.slots, events);
        synchronized (kept) {
            kept.put(window, new Kept(text, now));
        }
        return text;
    }

    private static Window window(PoolSnapshot pool, Inquiry inquiry) throws WrongInquiry {
        Instant now = Instant.now();
        long to = inquiry.number("to", now.getEpochSecond(), 0, Integer.MAX_VALUE * 4L);
        long from = inquiry.number("from", to - 3600, 0, to - 1);
        if (to - from > MONTHS.toSeconds()) {
            throw new WrongInquiry(400, "from and to are at most 62 days apart");
        }
        int points = (int) inquiry.number("points", USUAL_POINTS, 10, 2000);
        Set<Integer> slots = slots(inquiry.query().get("slots"));
        int most = MOST_POINTS / Math.max(1, slots == null ? MOST_SINGLE : slots.size());
        long each = Math.max(1000, (to - from) * 1000 / Math.min(points, most));
        long begin = Math.floorDiv(from * 1000, each) * each;
        String named = inquiry.query().get("measure");
        Measure measure =
                named == null
                        ? pool.measure()
                        : Measure.named(named)
                                .orElseThrow(() ->
                                        new WrongInquiry(400, "measure is uss, pss, rss or vsz"));
        return new Window(
                pool.name(),
                measure,
                Instant.ofEpochMilli(begin),
                Duration.ofMillis(each),
                (int) Math.ceilDiv(to * 1000 - begin, each),
                slots);
    }

    private static @Nullable Set<Integer> slots(@Nullable String text) throws WrongInquiry {
        if (text == null) {
            return null;
        }
        if (!text.matches("[0-9]{1,4}(,[0-9]{1,4}){0,99}")) {
            throw new WrongInquiry(400, "slots are numbers with commas between: 0,3");
        }
        return Arrays.stream(text.split(",", -1))
                .map(Integer::valueOf)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// Which places are drawn: those that were asked for, or all, or the largest.
    static Set<Integer> chosen(Map<Integer, Long> latest, @Nullable Set<Integer> asked) {
        if (asked != null || latest.size() <= MOST_SINGLE) {
            return asked != null ? asked : latest.keySet();
        }
        return latest.entrySet().stream()
                .sorted(Map.Entry.<Integer, Long>comparingByValue().reversed())
                .limit(NAMED)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// What workers consist of by age.
    String makeup(PoolSnapshot pool, Inquiry inquiry) throws WrongInquiry {
        long days = inquiry.number("days", 7, 1, 60);
        Instant from = Instant.now().minus(Duration.ofDays(days));
        return MakeupColumns.json(pool.name(), readings.makeups(pool.name(), from));
    }
}
