package dev.kidreaper.app;

import dev.kidreaper.linux.LinuxException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A million callers of the control socket, of whom none says what it should.
@Tag("soak")
class ControlSoakIT {
    private static final int CASES = 1_000_000;

    @Test
    void whateverIsSentTheNextOneIsAnswered(@TempDir Path folder)
            throws IOException, LinuxException, OperatorError {
        new ControlServerTest(folder).survive(CASES);
    }
}
