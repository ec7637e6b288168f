package dev.kidreaper.history;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;

/// One connection to an SQLite file. For one thread at a time.
/*
 * In WAL mode a commit appends to the log. With synchronous=FULL it also waits until the disk has
 * the log. With NORMAL it does not; a later FULL commit makes everything before it durable too.
 * There is no memory map: a disk error would then be a signal, which ends the JVM.
 */
final class Database implements AutoCloseable {
    private static final int BUSY_MILLIS = 2_000;
    private static final String[] SETTINGS = {
        "PRAGMA journal_mode = WAL",
        "PRAGMA cache_size = -512", // KiB
        "PRAGMA mmap_size = 0",
        "PRAGMA temp_store = MEMORY",
        "PRAGMA wal_autocheckpoint = 256", // pages of 4 KiB
        "PRAGMA journal_size_limit = 2097152",
    };

    /// When a transaction counts as done.
    enum Commit {
        /// Once the disk has it.
        SYNCED("PRAGMA synchronous = FULL"),
        /// Once the kernel has it.
        LAZY("PRAGMA synchronous = NORMAL");

        private final String pragma;

        Commit(String pragma) {
            this.pragma = pragma;
        }
    }

    /// Work with statements.
    interface Work<T> {
        T run() throws SQLException;
    }

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    private Database(Connection connection) {
        this.connection = connection;
    }

    /// Opens a file, and creates it if it is missing.
    static Database open(Path file) {
        var config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        try {
            var opened =
                    new Database(
                            JDBC.createConnection("jdbc:sqlite:" + file, config.toProperties()));
            try {
                for (String setting : SETTINGS) {
                    opened.execute(setting);
                }
                return opened;
            } catch (SQLException e) {
                opened.close();
                throw e;
            }
        } catch (SQLException e) {
            throw HistoryFailure.of(e);
        } catch (LinkageError e) {
            throw new HistoryFailure("SQLite's library cannot be loaded: " + e.getMessage(), e);
        }
    }

    /// The prepared statement of a text; it is prepared once.
    PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement known = statements.get(sql);
        if (known == null) {
            known = connection.prepareStatement(sql);
            statements.put(sql, known);
        }
        return known;
    }

    /// Runs a statement that has no parameters.
    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// The number that a query without parameters returns.
    long number(String sql) {
        return reading(() -> {
            try (Statement statement = connection.createStatement();
                    var rows = statement.executeQuery(sql)) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        });
    }

    /// Runs a query.
    <T> T reading(Work<T> work) {
        try {
            return work.run();
        } catch (SQLException e) {
            throw HistoryFailure.of(e);
        }
    }

    /// Runs work in a transaction: all of it or nothing.
    <T> T writing(Commit commit, Work<T> work) {
        try {
            execute(commit.pragma);
            connection.setAutoCommit(false);
            T result;
            try {
                result = work.run();
                connection.commit();
            } catch (SQLException e) {
                rollback(e);
                throw e;
            }
            connection.setAutoCommit(true);
            return result;
        } catch (SQLException e) {
            throw HistoryFailure.of(e);
        }
    }

    private void rollback(SQLException because) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            because.addSuppressed(e); // SQLite has rolled back by itself, or the file is lost.
        }
    }

    @Override
    public void close() {
        try {
            for (PreparedStatement statement : statements.values()) {
                statement.close();
            }
            connection.close();
        } catch (SQLException e) {
            throw HistoryFailure.of(e);
        }
    }
}
