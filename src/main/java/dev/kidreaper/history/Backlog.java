package dev.kidreaper.history;

import dev.kidreaper.model.Event;
import dev.kidreaper.model.MemorySample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The recorded events and readings, and how far the disk has them. Here the recording threads meet
/// the one thread that writes.
final class Backlog {
    private static final int EVENTS_AT_ONCE = 500;
    private static final int READINGS_AT_ONCE = 5_000;
    private static final int MOST_QUESTIONS = 16;

    private final MemoryHistory memory;
    private final List<Question<?>> questions = new ArrayList<>();
    private long eventsOnDisk;
    private long readingsOnDisk;
    private long missedEvents;
    private long missedReadings;
    private Condition condition = new Condition.OnDisk();
    private boolean closing;

    Backlog(MemoryHistory memory) {
        this.memory = memory;
    }

    /// The next work for the disk.
    ///
    /// @param events that it does not have yet
    /// @param eventsTo the number of the first event after them
    /// @param readings that it does not have yet
    /// @param readingsTo the number of the first reading after them
    /// @param questions to ask it afterwards
    record Batch(
            List<Event> events,
            long eventsTo,
            List<MemorySample> readings,
            long readingsTo,
            List<Question<?>> questions) {}

    /// How many were dropped before the disk had them.
    record Missed(long events, long readings) {}

    synchronized Condition condition() {
        return condition;
    }

    synchronized void add(List<MemorySample> readings) {
        memory.record(readings);
        notifyAll();
    }

    /// Adds an event and waits until the disk has it, or is known not to take it.
    ///
    /// @return where it is kept; null if there is no answer in time
    synchronized @Nullable Durability add(Event event, Duration patience) {
        memory.record(event);
        long number = memory.events().next();
        notifyAll();
        long end = System.nanoTime() + patience.toNanos();
        while (eventsOnDisk < number) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (condition instanceof Condition.InMemory || closing) {
                return Durability.IN_MEMORY;
            }
            if (left <= 0) {
                return null;
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Durability.IN_MEMORY;
            }
        }
        return Durability.ON_DISK;
    }

    /// Adds a question.
    ///
    /// @return whether it will be asked: not if the disk is lost, or if too many wait
    synchronized boolean add(Question<?> question) {
        if (condition instanceof Condition.InMemory
                || closing
                || questions.size() >= MOST_QUESTIONS) {
            return false;
        }
        questions.add(question);
        notifyAll();
        return true;
    }

    /// Waits until there is something to do.
    ///
    /// @param notBefore the `System.nanoTime` until which to wait; null: at once
    /// @return null at the end, when nothing is left
    synchronized @Nullable Batch take(@Nullable Long notBefore) throws InterruptedException {
        while (!closing && (isIdle() || isEarly(notBefore))) {
            wait(notBefore == null ? 0 : Math.max(1, (notBefore - System.nanoTime()) / 1_000_000));
        }
        if (isIdle() && closing) {
            return null;
        }
        var events = memory.events().from(eventsOnDisk, EVENTS_AT_ONCE);
        var readings = memory.readings().from(readingsOnDisk, READINGS_AT_ONCE);
        var batch =
                new Batch(
                        events,
                        Math.max(eventsOnDisk, memory.events().first()) + events.size(),
                        readings,
                        Math.max(readingsOnDisk, memory.readings().first()) + readings.size(),
                        List.copyOf(questions));
        questions.clear();
        return batch;
    }

    private static boolean isEarly(@Nullable Long notBefore) {
        return notBefore != null && notBefore - System.nanoTime() > 0;
    }

    private boolean isIdle() {
        return eventsOnDisk == memory.events().next()
                && readingsOnDisk == memory.readings().next()
                && questions.isEmpty();
    }

    /// How many the disk never got, and never will.
    synchronized Missed missed() {
        return new Missed(missedEvents, missedReadings);
    }

    /// Notes that the disk has the events of a batch.
    ///
    /// @return what it will never have
    synchronized Missed eventsAreOnDisk(Batch batch) {
        long missed = batch.eventsTo() - batch.events().size() - eventsOnDisk;
        eventsOnDisk = batch.eventsTo();
        missedEvents += missed;
        notifyAll();
        return new Missed(missed, 0);
    }

    /// Notes that the disk has the readings of a batch.
    ///
    /// @return what it will never have
    synchronized Missed readingsAreOnDisk(Batch batch) {
        long missed = batch.readingsTo() - batch.readings().size() - readingsOnDisk;
        readingsOnDisk = batch.readingsTo();
        missedReadings += missed;
        return new Missed(0, missed);
    }

    /// Notes that the file is a new one: it gets all that is still in memory.
    synchronized void startAnew() {
        eventsOnDisk = memory.events().first();
        readingsOnDisk = memory.readings().first();
    }

    /// Notes that the disk takes nothing for now.
    ///
    /// @return whether that is news
    synchronized boolean lost(Instant at, String why) {
        boolean news = condition instanceof Condition.OnDisk;
        Instant since = condition instanceof Condition.InMemory before ? before.since() : at;
        condition = new Condition.InMemory(since, why);
        refuse(new HistoryFailure(why));
        notifyAll();
        return news;
    }

    /// Notes that the disk takes everything again.
    ///
    /// @return whether that is news
    synchronized boolean back() {
        boolean news = condition instanceof Condition.InMemory;
        condition = new Condition.OnDisk();
        return news;
    }

    synchronized boolean isClosing() {
        return closing;
    }

    synchronized void close() {
        closing = true;
        notifyAll();
    }

    private void refuse(HistoryFailure why) {
        questions.forEach(q -> q.answer().completeExceptionally(why));
        questions.clear();
    }
}
