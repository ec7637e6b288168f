package dev.kidreaper.history;

import static dev.kidreaper.history.Samples.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kidreaper.model.Event;
import dev.kidreaper.model.EventKind;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.MemoryBreakdown;
import dev.kidreaper.model.MemorySample;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.ServedEvent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A file of this version meets a later program.
class SchemaTest {
    @TempDir private Path folder;

    @Test
    void aLaterStepKeepsWhatIsThere() {
        withSomething();
        try (var database = open()) {
            Schema.bring(database, later("ALTER TABLE event ADD COLUMN host TEXT"));
            assertThat(database.number("PRAGMA user_version")).isEqualTo(Schema.STEPS.size() + 1);
            assertThat(database.number("SELECT count(host IS NULL) FROM event")).isEqualTo(1);
        }
        assertThatThrownBy(this::history).hasMessageContaining("newer kidreaper");
    }

    @Test
    void aStepThatFailsHalfwayLeavesTheFileAsItWas() {
        withSomething();
        try (var database = open()) {
            List<List<String>> steps =
                    later("ALTER TABLE event ADD COLUMN host TEXT", "ALTER TABLE nothing");
            assertThatThrownBy(() -> Schema.bring(database, steps))
                    .isInstanceOf(HistoryFailure.class);
        }
        try (var history = history()) {
            assertThat(history.events(null, Instant.EPOCH, 9)).containsExactly(paused(0, "x"));
        }
    }

    /// A file of the time before events said why workers had grown.
    @Test
    void theFirstVersionsFileStaysAsItIsAndTakesWhatIsNew() {
        try (var database = open()) {
            Schema.bring(database, Schema.STEPS.subList(0, 1));
            database.writing(
                    Database.Commit.SYNCED,
                    () -> {
                        database.execute(
                                """
                                INSERT INTO event (at_ms, pool, kind, pid, start_ticks, boot,
                                    measure, bytes, left_after_ns, idle_proof, killed, text)
                                VALUES (%d, 'web', 'recycled', 812, 4711, 'b1', 'uss', 5, 7, 1, 0,
                                    'as it was')
                                """
                                        .formatted(at(0).toEpochMilli()));
                        return 0;
                    });
        }
        try (var history = history()) {
            Event before = history.events(null, Instant.EPOCH, 9).getFirst();
            assertThat(before.kind()).isEqualTo(EventKind.RECYCLED);
            assertThat(before.explanation()).isNull();
            history.record(new Event.Ended(at(1), "web", recycled(OTHER), WHY));
        }
        try (var history = history()) {
            List<Event> events = history.events(null, Instant.EPOCH, 9);
            assertThat(events).hasSize(2);
            assertThat(events.getLast().explanation()).isEqualTo(WHY);
        }
        try (var database = open()) {
            assertThat(database.number("SELECT count(verdict) FROM v_events")).isEqualTo(1);
        }
    }

    /// A file of the time before events said why a worker goes.
    @Test
    void theSecondVersionsFileTakesCausesAndHasNoneForWhatWasBefore() {
        try (var database = open()) {
            Schema.bring(database, Schema.STEPS.subList(0, 2));
            database.writing(
                    Database.Commit.SYNCED,
                    () -> {
                        database.execute(old("recycling", 0, "'uss', 5"));
                        database.execute(old("vanished", 1, "NULL, NULL"));
                        return 0;
                    });
        }
        try (var history = history()) {
            history.record(recycling(2, WORKER));
            history.record(new ServedEvent.Stuck(at(3), "web", WORKER, "GET /slow", null));
        }
        try (var history = history()) {
            assertThat(history.events(null, Instant.EPOCH, 9))
                    .extracting(Event::cause)
                    .containsExactly(null, null, RecycleCause.LIMIT, RecycleCause.STUCK);
        }
        try (var database = open()) {
            assertThat(database.number("SELECT count(cause) FROM v_events")).isEqualTo(2);
            assertThat(database.number("SELECT count(*) FROM v_events WHERE request = 'GET /slow'"))
                    .isEqualTo(1);
        }
    }

    /// A file of the time before workers had places.
    @Test
    void theThirdVersionsFileTakesPlacesAndMakeup() {
        try (var database = open()) {
            Schema.bring(database, Schema.STEPS.subList(0, 3));
            database.writing(
                    Database.Commit.SYNCED,
                    () -> {
                        database.execute("INSERT INTO worker VALUES (1, 'web', 812, 4711, 'b0')");
                        database.execute("INSERT INTO reading VALUES (5, 1, 4, 3, 2, 1, 0)");
                        return 0;
                    });
        }
        var makeup = new MemoryBreakdown(5, 4, 3, 2, 1, 0);
        var footprint = new Footprint(9, 8, 7, 6, 0);
        try (var history = history()) {
            history.record(List.of(new MemorySample(at(1), "web", WORKER, footprint, 3, makeup)));
            history.record(List.of(new MemorySample(at(2), "web", WORKER, footprint, 2, makeup)));
            history.record(List.of(new MemorySample(at(3), "web", OTHER, footprint)));
            var ended = new Event.Ended(at(4), "web", recycled(WORKER), WHY, 4711L);
            history.record(ended);
            assertThat(history.eventsAfter(0, "web", 9))
                    .containsExactly(new History.Numbered(1, ended));
            assertThat(history.latestEvent()).isEqualTo(1);
            assertThat(history.eventsAfter(1, null, 9)).isEmpty();
        }
        try (var database = open()) {
            assertThat(database.number("SELECT count(*) FROM v_readings WHERE slot IS NULL"))
                    .isEqualTo(2);
            assertThat(database.number("SELECT count(*) FROM v_readings WHERE slot = 2"))
                    .isEqualTo(2);
            assertThat(database.number("SELECT sum(apart + own) FROM v_readings")).isEqualTo(14);
            assertThat(database.number("SELECT freed_bytes FROM v_events")).isEqualTo(4711);
        }
    }

    private static String old(String kind, int second, String size) {
        return """
        INSERT INTO event (at_ms, pool, kind, pid, start_ticks, boot, measure, bytes, text)
        VALUES (%d, 'web', '%s', 812, 4711, 'b1', %s, 'as it was')
        """
                .formatted(at(second).toEpochMilli(), kind, size);
    }

    private void withSomething() {
        try (var history = history()) {
            history.record(paused(0, "x"));
        }
    }

    private static List<List<String>> later(String... step) {
        var steps = new ArrayList<>(Schema.STEPS);
        steps.add(List.of(step));
        return steps;
    }

    private SqliteHistory history() {
        return SqliteHistory.open(folder.resolve("history.db"), BOOT, SMALL);
    }

    private Database open() {
        return Database.open(folder.resolve("history.db"));
    }
}
