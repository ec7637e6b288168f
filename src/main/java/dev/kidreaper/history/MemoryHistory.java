package dev.kidreaper.history;

import dev.kidreaper.model.Event;
import dev.kidreaper.model.MemorySample;
import dev.kidreaper.model.OpenRecycle;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.ServedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A history in memory only: the latest readings and events.
final class MemoryHistory implements History {
    private final Ring<MemorySample> readings;
    private final Ring<Event> events;

    MemoryHistory(Bounds bounds) {
        this.readings = new Ring<>(bounds.readingsInMemory());
        this.events = new Ring<>(bounds.eventsInMemory());
    }

    Ring<MemorySample> readings() {
        return readings;
    }

    Ring<Event> events() {
        return events;
    }

    @Override
    public synchronized void record(List<MemorySample> some) {
        some.forEach(readings::add);
    }

    @Override
    public synchronized Durability record(Event event) {
        events.add(event);
        return Durability.IN_MEMORY;
    }

    @Override
    public synchronized List<Event> events(
            @Nullable String pool, Instant since, Instant until, int limit) {
        var found =
                events.all().stream()
                        .filter(e -> pool == null || e.pool().equals(pool))
                        .filter(e -> !e.at().isBefore(since) && !e.at().isAfter(until))
                        .toList();
        return latest(found, limit);
    }

    @Override
    public synchronized List<Numbered> eventsAfter(long id, @Nullable String pool, int limit) {
        var found = new ArrayList<Numbered>();
        long number = Math.max(id, events.first());
        for (Event event : events.from(number, Integer.MAX_VALUE)) {
            number++; // Numbers begin at 1, as those of a table do.
            if (found.size() < limit && (pool == null || event.pool().equals(pool))) {
                found.add(new Numbered(number, event));
            }
        }
        return found;
    }

    @Override
    public synchronized long latestEvent() {
        return events.next();
    }

    @Override
    public synchronized List<MemorySample> recent(String pool, Instant from) {
        return readings.all().stream()
                .filter(r -> r.pool().equals(pool) && !r.at().isBefore(from))
                .toList();
    }

    @Override
    public synchronized List<MemorySample> readings(
            String pool, ProcessId worker, Instant from, Instant to) {
        var found =
                readings.all().stream()
                        .filter(r -> r.worker().equals(worker) && r.pool().equals(pool))
                        .filter(r -> !r.at().isBefore(from) && !r.at().isAfter(to))
                        .toList();
        return latest(found, MOST_READINGS);
    }

    private static <T> List<T> latest(List<T> found, int limit) {
        return List.copyOf(found.subList(Math.max(0, found.size() - limit), found.size()));
    }

    private record Subject(String pool, ProcessId worker) {}

    @Override
    public synchronized List<OpenRecycle> openRecycles() {
        var open = new LinkedHashMap<Subject, OpenRecycle>();
        for (Event event : events.all()) {
            switch (event) {
                case Event.Recycling e ->
                        open.put(new Subject(e.pool(), e.worker()), new OpenRecycle(e, true));
                case Event.Ended e -> open.remove(new Subject(e.pool(), e.outcome().worker()));
                case Event.Unfinished e -> open.remove(new Subject(e.pool(), e.worker()));
                case Event.PoolFound _,
                        Event.PoolLost _,
                        Event.Paused _,
                        Event.Resumed _,
                        Event.LimitTooLow _,
                        Event.Diagnosed _,
                        ServedEvent _ -> {}
            }
        }
        return List.copyOf(open.values());
    }

    @Override
    public Condition condition() {
        return new Condition.InMemory(Instant.EPOCH, "nothing else was asked for");
    }

    @Override
    public void close() {}
}
