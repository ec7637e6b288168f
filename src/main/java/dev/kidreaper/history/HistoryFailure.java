package dev.kidreaper.history;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// The failure of a history on disk, and whether a new file would help.
final class HistoryFailure extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int CORRUPT = 11;
    private static final int NO_DATABASE = 26;
    private static final int FULL = 13;

    private final boolean broken;
    private final String sentence;

    private HistoryFailure(boolean broken, String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.broken = broken;
        this.sentence = sentence;
    }

    HistoryFailure(String sentence) {
        this(false, sentence, null);
    }

    HistoryFailure(String sentence, Throwable cause) {
        this(false, sentence, cause);
    }

    /// A failure, or a bug of ours as one: a bug in here must not stop the daemon.
    static HistoryFailure of(RuntimeException e) {
        return e instanceof HistoryFailure failure ? failure : new HistoryFailure("[BUG] " + e, e);
    }

    /// A failure that SQLite reports.
    static HistoryFailure of(SQLException e) {
        int code = e.getErrorCode() & 0xff;
        Throwable cause = e.getCause();
        String said = e.getMessage() + (cause == null ? "" : ": " + cause.getMessage());
        return new HistoryFailure(
                code == CORRUPT || code == NO_DATABASE,
                code == FULL ? "the disk is full" : said,
                e);
    }

    /// A file with wrong content.
    static HistoryFailure broken(String sentence) {
        return new HistoryFailure(true, sentence, null);
    }

    /// Whether the file's content is broken, so that a new one is needed.
    boolean isBroken() {
        return broken;
    }

    String sentence() {
        return sentence;
    }
}
