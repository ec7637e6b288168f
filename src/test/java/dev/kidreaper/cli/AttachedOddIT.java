package dev.kidreaper.cli;

import static dev.kidreaper.testing.RawClient.begin;
import static dev.kidreaper.testing.RawClient.get;
import static dev.kidreaper.testing.RawClient.join;
import static dev.kidreaper.testing.RawClient.params;
import static dev.kidreaper.testing.RawClient.record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.Program;
import dev.kidreaper.testing.RawClient;
import dev.kidreaper.testing.Served;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `kidreaper serve --attach` where one worker is not like the others.
class AttachedOddIT {
    private final Path folder;

    AttachedOddIT(@TempDir Path folder) {
        this.folder = folder;
    }

    private static String answer(Path socket) throws IOException {
        try (var client = new RawClient(socket)) {
            return client.send(get(1, "/", false)).answer(1);
        }
    }

    /// A name above 0x7f in a locale without such characters kept all from being served.
    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({"POSIX, pool.sock", "POSIX, äpp.sock", "C.UTF-8, pool.sock", "C.UTF-8, äpp.sock"})
    void whatWorkersCallTheirSocketsIsNoMatter(String locale, String name) throws IOException {
        var perl =
                List.of("perl", Path.of("src/test/resources/pools/odd.pl").toAbsolutePath() + "");
        var command = new ArrayList<>(perl);
        command.addAll(List.of(folder.toString(), folder + "/" + name, "2"));
        try (var pool = Program.start(folder, folder.resolve("pool.log"), command)) {
            TestPool.await("workers", () -> pool.children().size() == 2);
            var by = List.of("env", "-u", "LANG", "LC_ALL=" + locale);
            try (var served =
                    Served.startBy(
                            by,
                            folder,
                            "--attach",
                            folder + "/" + name,
                            "--pidfile",
                            folder.resolve("pool.pid").toString())) {
                assertThat(answer(served.socket())).contains("end");
                assertThat(served.logs("event=bug")).isZero();
            }
        }
    }

    /// Where one of three has a long request already, the others serve at once. The client waits 10
    /// s for each answer, and begins to wait for that one later than it has sent the request.
    @Test
    void aWorkerThatIsBusyAtTheStartKeepsNobodyWaiting() throws IOException {
        try (var pool = TestPool.start(3);
                var busy = new RawClient(pool.socket())) {
            busy.send(
                    join(
                            begin(1, 1, false),
                            record(4, 1, params("QUERY_STRING", "slow=10")),
                            record(4, 1, new byte[0]),
                            record(5, 1, new byte[0])));
            TestPool.sleep(Duration.ofMillis(300));
            long begun = System.nanoTime();
            try (var served =
                    Served.start(
                            folder,
                            "--attach",
                            pool.socket().toString(),
                            "--pidfile",
                            pool.pidfile().toString())) {
                assertThat(answer(served.socket())).contains("end");
                assertThat(Duration.ofNanos(System.nanoTime() - begun))
                        .isLessThan(Duration.ofSeconds(9));
                assertThat(busy.answer(1)).contains("end");
            }
        }
    }
}
