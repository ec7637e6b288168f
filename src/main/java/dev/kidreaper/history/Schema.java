package dev.kidreaper.history;

import java.util.List;

/// The tables, and the steps by which a file of an earlier version becomes one of this version.
final class Schema {
    /// `kidr`: tells our files from other SQLite files.
    private static final int APPLICATION = 0x6b696472;

    private static final List<String> FIRST =
            List.of(
                    """
                    CREATE TABLE event (
                        id                      INTEGER PRIMARY KEY, -- in the order of happening
                        at_ms                   INTEGER NOT NULL,    -- milliseconds since 1970 UTC
                        pool                    TEXT NOT NULL,
                        kind                    TEXT NOT NULL,
                        pid                     INTEGER,             -- worker; of pool-*: manager
                        start_ticks             INTEGER,             -- an identity, with pid, boot
                        boot                    TEXT NOT NULL,       -- the kernel's boot_id
                        measure                 TEXT,                -- why: vsz, rss, pss or uss
                        bytes                   INTEGER,
                        limit_bytes             INTEGER,
                        left_after_ns           INTEGER,
                        replaced_by_pid         INTEGER,
                        replaced_by_start_ticks INTEGER,
                        idle_proof              INTEGER,
                        killed                  INTEGER,
                        fatal                   INTEGER,
                        refused                 INTEGER,
                        workers                 INTEGER,
                        note                    TEXT,                -- what was wrong, or found
                        text                    TEXT NOT NULL,       -- all of it, as the log has it
                        UNIQUE (at_ms, text)                         -- what is written twice is one
                    ) STRICT
                    """,
                    "CREATE INDEX event_by_process ON event (pid, start_ticks, id)",
                    """
                    CREATE TABLE worker (
                        id          INTEGER PRIMARY KEY,
                        pool        TEXT NOT NULL,
                        pid         INTEGER NOT NULL,
                        start_ticks INTEGER NOT NULL,
                        boot        TEXT NOT NULL,
                        UNIQUE (pid, start_ticks, pool, boot)
                    ) STRICT
                    """,
                    """
                    CREATE TABLE reading (
                        at_ms     INTEGER NOT NULL, -- milliseconds since 1970 UTC
                        worker_id INTEGER NOT NULL,
                        vsz       INTEGER,          -- bytes; NULL: not read
                        rss       INTEGER,
                        pss       INTEGER,
                        uss       INTEGER,
                        swap      INTEGER,
                        PRIMARY KEY (at_ms, worker_id)
                    ) STRICT, WITHOUT ROWID
                    """,
                    "CREATE INDEX reading_by_worker ON reading (worker_id, at_ms)",
                    """
                    CREATE VIEW v_events AS
                    SELECT strftime('%Y-%m-%dT%H:%M:%fZ', at_ms / 1000.0, 'unixepoch') AS at,
                           pool, kind, pid, measure, bytes, limit_bytes,
                           left_after_ns / 1e9 AS left_after_seconds, replaced_by_pid,
                           idle_proof, note, text
                    FROM event ORDER BY event.at_ms, id
                    """,
                    """
                    CREATE VIEW v_readings AS
                    SELECT strftime('%Y-%m-%dT%H:%M:%fZ', at_ms / 1000.0, 'unixepoch') AS at,
                           pool, pid, vsz, rss, pss, uss, swap
                    FROM reading JOIN worker ON worker.id = worker_id
                    """);

    /// Why a worker or a pool had grown.
    private static final List<String> SECOND =
            List.of(
                    "ALTER TABLE event ADD COLUMN verdict TEXT",
                    "ALTER TABLE event ADD COLUMN confidence REAL",
                    "ALTER TABLE event ADD COLUMN shares TEXT", // leak=0.88 copy-on-write=0.12
                    "ALTER TABLE event ADD COLUMN seen_for_ms INTEGER",
                    "ALTER TABLE event ADD COLUMN missing TEXT",
                    "ALTER TABLE event ADD COLUMN route TEXT",
                    "DROP VIEW v_events",
                    """
                    CREATE VIEW v_events AS
                    SELECT strftime('%Y-%m-%dT%H:%M:%fZ', at_ms / 1000.0, 'unixepoch') AS at,
                           pool, kind, pid, measure, bytes, limit_bytes,
                           left_after_ns / 1e9 AS left_after_seconds, replaced_by_pid,
                           idle_proof, note, text, verdict, confidence, shares, missing, route
                    FROM event ORDER BY event.at_ms, id
                    """);

    /// Why a worker goes, and what happens to a pool whose requests we hand out.
    private static final List<String> THIRD =
            List.of(
                    "ALTER TABLE event ADD COLUMN cause TEXT", // max-requests
                    "ALTER TABLE event ADD COLUMN request TEXT", // GET /slow
                    "ALTER TABLE event ADD COLUMN after_ns INTEGER",
                    "DROP VIEW v_events",
                    """
                    CREATE VIEW v_events AS
                    SELECT strftime('%Y-%m-%dT%H:%M:%fZ', at_ms / 1000.0, 'unixepoch') AS at,
                           pool, kind, pid, cause, measure, bytes, limit_bytes,
                           left_after_ns / 1e9 AS left_after_seconds, replaced_by_pid,
                           idle_proof, request, after_ns / 1e9 AS after_seconds, note, text,
                           verdict, confidence, shares, missing, route
                    FROM event ORDER BY event.at_ms, id
                    """);

    /// Which place of its pool a worker has, what its memory consists of, and what a recycle has
    /// given back.
    private static final List<String> FOURTH =
            List.of(
                    "ALTER TABLE worker ADD COLUMN slot INTEGER", // from 0; NULL: not known
                    "ALTER TABLE reading ADD COLUMN shared INTEGER", // bytes; NULL: not read
                    "ALTER TABLE reading ADD COLUMN apart INTEGER",
                    "ALTER TABLE reading ADD COLUMN own INTEGER",
                    "ALTER TABLE reading ADD COLUMN file INTEGER",
                    "ALTER TABLE event ADD COLUMN freed_bytes INTEGER",
                    "DROP VIEW v_readings",
                    """
                    CREATE VIEW v_readings AS
                    SELECT strftime('%Y-%m-%dT%H:%M:%fZ', at_ms / 1000.0, 'unixepoch') AS at,
                           pool, slot, pid, vsz, rss, pss, uss, swap, shared, apart, own, file
                    FROM reading JOIN worker ON worker.id = worker_id
                    """,
                    "DROP VIEW v_events",
                    """
                    CREATE VIEW v_events AS
                    SELECT strftime('%Y-%m-%dT%H:%M:%fZ', at_ms / 1000.0, 'unixepoch') AS at,
                           pool, kind, pid, cause, measure, bytes, limit_bytes,
                           left_after_ns / 1e9 AS left_after_seconds, replaced_by_pid,
                           idle_proof, freed_bytes, request, after_ns / 1e9 AS after_seconds,
                           note, text, verdict, confidence, shares, missing, route
                    FROM event ORDER BY event.at_ms, id
                    """);

    /// How long before it would have reached its limit a worker was to go.
    private static final List<String> FIFTH =
            List.of(
                    "ALTER TABLE event ADD COLUMN early_ns INTEGER", // NULL: it had reached it
                    "DROP VIEW v_events",
                    """
                    CREATE VIEW v_events AS
                    SELECT strftime('%Y-%m-%dT%H:%M:%fZ', at_ms / 1000.0, 'unixepoch') AS at,
                           pool, kind, pid, cause, measure, bytes, limit_bytes,
                           early_ns / 1e9 AS early_seconds,
                           left_after_ns / 1e9 AS left_after_seconds, replaced_by_pid,
                           idle_proof, freed_bytes, request, after_ns / 1e9 AS after_seconds,
                           note, text, verdict, confidence, shares, missing, route
                    FROM event ORDER BY event.at_ms, id
                    """);

    /// What makes version n + 1 of version n. A step that was released is never changed.
    static final List<List<String>> STEPS = List.of(FIRST, SECOND, THIRD, FOURTH, FIFTH);

    private Schema() {}

    /// Makes the file one of this version, in one transaction for each step.
    static void bring(Database database) {
        bring(database, STEPS);
    }

    static void bring(Database database, List<List<String>> steps) {
        long version = database.number("PRAGMA user_version");
        long application = database.number("PRAGMA application_id");
        boolean fresh =
                version == 0
                        && application == 0
                        && database.number("SELECT count(*) FROM sqlite_schema") == 0;
        if (!fresh && application != APPLICATION) {
            throw new HistoryFailure("the file is another program's database");
        }
        if (version > steps.size()) {
            throw new HistoryFailure(
                    "the file is of a newer kidreaper (version %d of its tables; this one knows %d)"
                            .formatted(version, steps.size()));
        }
        for (int step = (int) version; step < steps.size(); step++) {
            take(database, steps.get(step), step + 1);
        }
    }

    private static void take(Database database, List<String> step, int version) {
        database.writing(
                Database.Commit.SYNCED,
                () -> {
                    for (String sql : step) {
                        database.execute(sql);
                    }
                    database.execute("PRAGMA application_id = " + APPLICATION);
                    database.execute("PRAGMA user_version = " + version);
                    return version;
                });
    }

    /// Looks whether the file is whole.
    static void check(Database database) {
        String found =
                database.reading(() -> {
                    try (var rows = database.prepare("PRAGMA quick_check(1)").executeQuery()) {
                        return rows.next() ? rows.getString(1) : "nothing";
                    }
                });
        if (!"ok".equals(found)) {
            throw HistoryFailure.broken("the file is damaged: " + found);
        }
    }
}
