package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.DaemonProcess;
import dev.kidreaper.testing.HttpLoad;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.ManagerProcess;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A pool of gunicorn, one of whose workers has started a program of 120 MB.
class HelpersIT {
    private static final List<String> GUNICORN =
            List.of("gunicorn", "-w", "2", "-b", "127.0.0.1:PORT", "--chdir", "APPS", "helpers");

    @TempDir private Path folder = Path.of("");
    private ManagerProcess pool;
    private String pid = "";
    private String worker = "";

    @BeforeEach
    void start() throws IOException {
        pool = ManagerProcess.start(GUNICORN, Map.of(), "/");
        pid = Long.toString(pool.manager());
        TestPool.await("two workers", () -> pool.children().size() == 2);
        worker = HttpLoad.get(pool.port(), "/?helper=120").replaceAll("(?s).*pid=(\\d+).*", "$1");
        TestPool.sleep(Duration.ofSeconds(2));
    }

    @AfterEach
    void stop() {
        pool.close();
    }

    @Test
    void psShowsThemAndCountsThemIfAsked() {
        long helper =
                ProcessHandle.of(Long.parseLong(worker))
                        .orElseThrow()
                        .children()
                        .findFirst()
                        .orElseThrow()
                        .pid();
        var text = Kidreaper.run("ps", "--pid", pid);
        assertThat(text.out()).containsPattern("\\+ %d .*helper '.*python".formatted(helper));
        var shown = Kidreaper.run("ps", "--pid", pid, "--json", "--limit", "100M");
        assertThat(shown.out())
                .contains("\"helpers\":[{\"pid\":%d,".formatted(helper), "\"helpers\":[]")
                .doesNotContain("\"would_recycle\":true");
        var counted =
                Kidreaper.run("ps", "--pid", pid, "--json", "--limit", "100M", "--with-children");
        assertThat(counted.out())
                .containsPattern("\"pid\":%s,[^}]*\"would_recycle\":true".formatted(worker))
                .contains("\"would_recycle\":false");
    }

    @Test
    void reapCountsThemIfAsked() {
        var alone = Kidreaper.run("reap", "--pid", pid, "--limit", "100M", "--json");
        assertThat(alone.out()).as(alone.err()).contains("\"recycled\":[]");
        var counted =
                Kidreaper.run("reap", "--pid", pid, "--limit", "100M", "--json", "--with-children");
        assertThat(counted.exit()).as(counted.out() + counted.err()).isZero();
        assertThat(counted.out()).contains("\"recycled\":[{\"pid\":%s,".formatted(worker));
    }

    @Test
    void watchShowsThemAndCountsThemIfAsked() {
        try (var daemon = DaemonProcess.start(folder, "limit = \"100M\"\npid = " + pid)) {
            daemon.await("\"title\":");
            assertThat(daemon.ask("status").out()).contains("helpers: 1, rss 1");
            assertThat(daemon.log()).doesNotContain("event=recycling");
        }
        String counting = "limit = \"100M\"\nwith-children = true\npid = " + pid;
        try (var daemon = DaemonProcess.start(folder, counting)) {
            daemon.await("\"recycled\":1");
            daemon.awaitLog(
                    log -> assertThat(log).contains("worker=" + worker + " event=recycled uss=1"));
        }
    }
}
