package dev.kidreaper.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.history.Bounds;
import dev.kidreaper.history.History;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/// Whatever a library says is one line of the daemon's own log.
@ResourceLock("dev.kidreaper.history.LOG")
class LibraryLogTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void oneLineEachWithoutATrace() {
        var libraryLog = LibraryLog.begin();
        try (var history = History.inMemory(Bounds.DEFAULT)) {
            Logger logger = Logger.getLogger("org.test.library");
            logger.log(Level.SEVERE, "cannot unpack", new IOException("no space\nleft"));
            System.getLogger("dev.kidreaper.test")
                    .log(System.Logger.Level.INFO, "event=history-back missed_events=0");
            var log =
                    new EventLog(new PrintStream(err, true, StandardCharsets.UTF_8), true, history);
            libraryLog.leadTo(log);
            logger.log(Level.WARNING, "again {0}", "now");
            log.flush();
        } finally {
            libraryLog.close();
        }
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "<4>event=library-said by=org.test.library what=\"cannot unpack:"
                                + " java.io.IOException: no space left\"",
                        "<5>event=history-back missed_events=0",
                        "<4>event=library-said by=org.test.library what=\"again now\"");
    }
}
