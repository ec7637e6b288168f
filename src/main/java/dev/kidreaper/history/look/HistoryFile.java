package dev.kidreaper.history.look;

import dev.kidreaper.history.Condition;
import dev.kidreaper.history.History;
import dev.kidreaper.model.Measure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;

/// The history's file, read over a connection of its own that cannot write. Each question opens the
/// file and closes it.
///
/// @param file null: there is none
record HistoryFile(@Nullable Path file, History history) {
    private static final int BUSY_MILLIS = 1_000;

    /// Sets the parameters of a query.
    interface Binding {
        void bind(PreparedStatement query) throws SQLException;
    }

    /// Reads one row.
    interface Reading<T> {
        T read(ResultSet rows) throws SQLException;
    }

    /// Whether the readings are in it: else they are in memory.
    boolean isThere() {
        return file != null
                && Files.isRegularFile(file)
                && history.condition() instanceof Condition.OnDisk;
    }

    /// All rows of an answer.
    ///
    /// @throws UncheckedIOException when the file cannot be read
    <T> List<T> asked(String sql, Binding binding, Reading<T> reading) {
        return asked(Objects.requireNonNull(file), sql, binding, reading);
    }

    /// The same, of a file that need not be a running daemon's.
    static <T> List<T> asked(Path file, String sql, Binding binding, Reading<T> reading) {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_MILLIS);
        try (Connection connection =
                        JDBC.createConnection("jdbc:sqlite:" + file, config.toProperties());
                PreparedStatement query = connection.prepareStatement(sql)) {
            binding.bind(query);
            var found = new ArrayList<T>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(reading.read(rows));
                }
            }
            return found;
        } catch (SQLException e) {
            String sentence = "the history cannot be read now: " + e.getMessage();
            throw new UncheckedIOException(sentence, new IOException(e));
        }
    }

    /// The column of a measure.
    static String column(Measure measure) {
        return measure.name().toLowerCase(Locale.ROOT);
    }
}
