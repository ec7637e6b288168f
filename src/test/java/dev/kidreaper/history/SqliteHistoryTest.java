package dev.kidreaper.history;

import static dev.kidreaper.history.Samples.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kidreaper.model.Event;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.MemorySample;
import dev.kidreaper.model.OpenRecycle;
import dev.kidreaper.model.RecycleCause;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteHistoryTest {
    @TempDir private Path folder;
    private Path file = Path.of("history.db");

    @BeforeEach
    void place() {
        file = folder.resolve("history.db");
    }

    @Test
    void everyKindOfEventComesBackAsItWas() {
        List<Event> events = ofEachKind();
        try (var history = open(BOOT)) {
            events.forEach(e -> assertThat(history.record(e)).isEqualTo(Durability.ON_DISK));
        }
        try (var history = open(BOOT)) {
            assertThat(history.events(null, Instant.EPOCH, 100)).isEqualTo(events);
            assertThat(history.events("mail", Instant.EPOCH, 100))
                    .containsExactly(events.get(3), events.get(7));
            assertThat(history.events(null, at(10), 100)).isEqualTo(events.subList(10, 14));
            assertThat(history.events(null, Instant.EPOCH, 2)).isEqualTo(events.subList(12, 14));
            assertThat(history.events(null, at(2), at(10), 100)).isEqualTo(events.subList(2, 11));
            assertThat(history.events(null, at(2), at(10), 2)).isEqualTo(events.subList(9, 11));
        }
    }

    @Test
    void whatIsWrittenTwiceIsThereOnce() {
        try (var history = open(BOOT)) {
            history.recordAll(ofEachKind());
            history.recordAll(ofEachKind());
            history.record(List.of(reading(NOON, WORKER, 7)));
            history.record(List.of(reading(NOON, WORKER, 7)));
            assertThat(history.events(null, Instant.EPOCH, 100)).isEqualTo(ofEachKind());
            assertThat(history.count()).isEqualTo(1);
        }
    }

    @Test
    void readingsComeBackByWorkerAndTime() {
        var unread = new MemorySample(at(3), "web", WORKER, Footprint.cheap(9, 8));
        try (var history = open(BOOT)) {
            history.record(List.of(reading(at(1), WORKER, 1), reading(at(1), OTHER, 5)));
            history.record(List.of(reading(at(2), WORKER, 2), unread));
            assertThat(history.readings("web", WORKER, at(0), at(9)))
                    .containsExactly(reading(at(1), WORKER, 1), reading(at(2), WORKER, 2), unread);
            assertThat(history.readings("web", WORKER, at(2), at(2)))
                    .containsExactly(reading(at(2), WORKER, 2));
            assertThat(history.readings("mail", WORKER, at(0), at(9))).isEmpty();
        }
    }

    @Test
    void aRecycleIsOpenUntilItsEndIsKnown() {
        var open = new OpenRecycle((Event.Recycling) recycling(3, WORKER), true);
        try (var history = open(BOOT)) {
            history.record(recycling(1, WORKER));
            history.record(recycling(2, OTHER));
            history.record(ended(2, recycled(OTHER)));
            history.record(recycling(3, WORKER));
            assertThat(history.openRecycles()).containsExactly(open);
        }
        try (var history = open("another boot")) {
            assertThat(history.openRecycles())
                    .containsExactly(new OpenRecycle(open.begun(), false));
            // Another process with the same identity, by a rare chance.
            history.record(ended(4, recycled(WORKER)));
            assertThat(history.openRecycles()).hasSize(1);
            history.record(
                    new Event.Unfinished(
                            at(5), "web", WORKER, RecycleCause.LIMIT, "the machine was restarted"));
            assertThat(history.openRecycles()).isEmpty();
        }
    }

    @Test
    void eventsAreBoundedByNumberAndAge() {
        try (var history = open(BOOT)) {
            for (int i = 0; i < 150; i++) {
                history.record(paused(i, "x"));
            }
            assertThat(history.events(null, Instant.EPOCH, 1_000))
                    .hasSize(100)
                    .startsWith(paused(50, "x"));
            int year = (int) Duration.ofDays(366).toSeconds();
            for (int i = 0; i < 10; i++) {
                history.record(paused(year + i, "x"));
            }
            assertThat(history.events(null, Instant.EPOCH, 1_000)).hasSize(10);
        }
    }

    @Test
    void anOperatorReadsItWithAnyTool() {
        try (var history = open(BOOT)) {
            history.record(recycling(0, WORKER));
            history.record(List.of(reading(NOON, WORKER, 7)));
        }
        try (var database = Database.open(file)) {
            assertThat(text(database, "SELECT at || ' ' || text FROM v_events"))
                    .isEqualTo(
                            "2026-11-24T12:00:00.123Z pool=web worker=812 event=recycling uss=131M"
                                    + " limit=100M cause=limit");
            assertThat(text(database, "SELECT at || ' ' || pid || ' ' || uss FROM v_readings"))
                    .isEqualTo("2026-11-24T12:00:00.123Z 812 7");
        }
    }

    @Test
    void eventsOfKindsThatALaterOneKnowsArePassedOver() {
        try (var history = open(BOOT)) {
            history.record(paused(0, "x"));
            history.record(recycling(1, WORKER));
            history.record(paused(2, "x"));
        }
        execute("UPDATE event SET kind = 'teleported' WHERE kind = 'recycling'");
        try (var history = open(BOOT)) {
            assertThat(history.events(null, Instant.EPOCH, 9))
                    .containsExactly(paused(0, "x"), paused(2, "x"));
            assertThat(history.openRecycles()).isEmpty();
        }
    }

    @Test
    void leavesAloneWhatIsNotItsOwn() {
        open(BOOT).close();
        execute("PRAGMA user_version = 99");
        assertThatThrownBy(() -> open(BOOT)).hasMessageContaining("newer kidreaper (version 99");
        execute("PRAGMA application_id = 4711");
        assertThatThrownBy(() -> open(BOOT)).hasMessageContaining("another program's database");
    }

    private SqliteHistory open(String boot) {
        return SqliteHistory.open(file, boot, SMALL, Samples.anyTime());
    }

    private void execute(String sql) {
        try (var database = Database.open(file)) {
            database.reading(() -> {
                database.execute(sql);
                return true;
            });
        }
    }

    private static String text(Database database, String sql) {
        return database.reading(() -> {
            try (var rows = database.prepare(sql).executeQuery()) {
                return rows.next() ? rows.getString(1) : "nothing";
            }
        });
    }
}
