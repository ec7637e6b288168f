package dev.kidreaper.front;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.fcgi.MalformedRecord;
import dev.kidreaper.linux.LinuxException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whether web servers keep their connections, and what is said of those that do not.
class KeptConnectionsTest {
    private final TestFront front;

    KeptConnectionsTest(@TempDir Path folder) throws LinuxException {
        front = new TestFront(folder);
    }

    @AfterEach
    void ends() throws Exception {
        front.end();
    }

    @Test
    void aWebServerThatKeepsNoConnectionIsTalkedAboutOnce() throws LinuxException, MalformedRecord {
        TestWorker worker = front.worker(1);
        for (int i = 0; i < 250; i++) {
            TestPeer client = front.client();
            client.request("GET", "/", false);
            front.turn();
            worker.got();
            worker.answer("x");
            front.turn();
            assertThat(client.got()).isEqualTo("x|");
        }
        assertThat(front.workers.told.stream().filter(t -> t.startsWith("trouble")))
                .singleElement()
                .asString()
                .contains("keepalive", "enablereuse=on", "keep-conn");
    }

    @Test
    void oneThatKeepsThemIsNot() throws LinuxException, MalformedRecord {
        TestWorker worker = front.worker(1);
        TestPeer client = front.client();
        for (int i = 0; i < 250; i++) {
            client.request("GET", "/", true);
            front.turn();
            worker.got();
            worker.answer("x");
            front.turn();
        }
        assertThat(front.workers.told).noneMatch(t -> t.startsWith("trouble"));
    }
}
