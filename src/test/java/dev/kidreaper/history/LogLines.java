package dev.kidreaper.history;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// What the history logs while this is open.
final class LogLines extends Handler {
    /// What a test that reads the log holds (`@ResourceLock`), so that no other one writes into it.
    static final String LOG = "dev.kidreaper.history.LOG";

    // Held here: the log manager holds its loggers weakly.
    private static final Logger LOGGER = Logger.getLogger("dev.kidreaper.history");

    private final List<String> lines = new CopyOnWriteArrayList<>();

    LogLines() {
        LOGGER.addHandler(this);
        LOGGER.setUseParentHandlers(false);
    }

    List<String> all() {
        return lines;
    }

    boolean have(String part) {
        return lines.stream().anyMatch(line -> line.contains(part));
    }

    @Override
    public void publish(LogRecord entry) {
        lines.add(entry.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        LOGGER.removeHandler(this);
        LOGGER.setUseParentHandlers(true);
    }
}
