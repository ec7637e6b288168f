package dev.kidreaper.front;

import dev.kidreaper.linux.LinuxException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A million cases more than each run has, of what web servers and workers may send.
@Tag("soak")
class FuzzSoakIT {
    private static final long FROM = 1_000_000;
    private static final long TO = 2_000_000;

    @Test
    void requestsOfWebServers() {
        new RequestFuzzTest().cutAtRandom(FROM, TO);
    }

    @Test
    void answersOfWorkers() throws LinuxException {
        new ResponseFuzzTest().answers(FROM, TO);
    }
}
