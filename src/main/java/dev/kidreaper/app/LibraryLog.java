package dev.kidreaper.app;

import dev.kidreaper.model.LogWord;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/// What libraries say, and the history on its own thread, as lines of the daemon's log: without it
/// they would come in a form of their own, with stack traces. For any thread.
final class LibraryLog extends Handler {
    private static final String OURS = "event=";
    private static final int MOST_EARLY = 100;

    /// Held here: the log manager holds its loggers weakly.
    private static final Logger ROOT = Logger.getLogger("");

    private final SimpleFormatter formatter = new SimpleFormatter();
    private final List<LogRecord> early = new ArrayList<>();
    private @Nullable EventLog log;

    private LibraryLog() {}

    /// Takes all that is said from now on.
    static LibraryLog begin() {
        for (Handler other : ROOT.getHandlers()) {
            ROOT.removeHandler(other);
        }
        var libraryLog = new LibraryLog();
        ROOT.addHandler(libraryLog);
        return libraryLog;
    }

    /// Gives all of it to a log from now on, and what was said before.
    synchronized void leadTo(EventLog to) {
        log = to;
        early.forEach(this::publish);
        early.clear();
    }

    @Override
    public synchronized void publish(LogRecord entry) {
        if (log != null) {
            say(entry, log);
        } else if (early.size() < MOST_EARLY) {
            early.add(entry);
        }
    }

    private void say(LogRecord entry, EventLog to) {
        String line = line(formatter.formatMessage(entry), entry);
        if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
            to.warn(line);
        } else {
            to.say(line);
        }
    }

    private static String line(String said, LogRecord entry) {
        if (said.startsWith(OURS)) {
            return said;
        }
        Throwable thrown = entry.getThrown();
        return "event=library-said by=%s what=%s"
                .formatted(
                        LogWord.of(String.valueOf(entry.getLoggerName())),
                        LogWord.of(thrown == null ? said : said + ": " + thrown));
    }

    @Override
    public void flush() {
        // Every line is written at once.
    }

    @Override
    public void close() {
        ROOT.removeHandler(this);
    }
}
