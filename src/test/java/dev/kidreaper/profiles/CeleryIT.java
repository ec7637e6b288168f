package dev.kidreaper.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.DaemonProcess;
import dev.kidreaper.testing.ManagerProcess;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Celery's tasks of 20 s, while an operator tries to have their workers recycled: not one is lost.
class CeleryIT {
    private static final String ADVICE = "worker_max_memory_per_child";
    private static final int MANY = 30;
    private static final String RECEIVED = "Task tasks.slow.* received";
    private static final String SUCCEEDED = "Task tasks.slow.* succeeded";

    @Test
    void noneIsLost() throws IOException, InterruptedException {
        try (var pool = pool()) {
            send(pool, 3);
            ObservedKindsIT.assertIsOnlyObserved(pool, 3, "celery", ADVICE);
            awaitTasks(pool, 3);
        }
    }

    /// The same amid hundreds of attempts to recycle them, by hand and by a daemon that finds them
    /// too old all the time.
    @Tag("soak")
    @Test
    void noneIsLostAmidHundredsOfAttempts() throws IOException, InterruptedException {
        int attempts = 0;
        int tasks = 3;
        String limits = "max-age = \"1s\"\n[pool.pace]\nnewborn = \"500ms\"\npause = \"0s\"\n";
        try (var pool = pool();
                var daemon =
                        DaemonProcess.start(
                                pool.folder(), "pid = %d\n%s".formatted(pool.manager(), limits))) {
            daemon.await("\"state\":\"observing\"");
            send(pool, 3);
            Set<Long> before = pool.workers();
            while (attempts < 300 || tasks < MANY) {
                ObservedKindsIT.assertNothingIsSent(pool.manager(), "celery", ADVICE);
                attempts += ObservedKindsIT.LINES.size();
                int done = pool.logged(SUCCEEDED).size();
                if (tasks - done < 3) {
                    send(pool, 3 - (tasks - done));
                    tasks = done + 3;
                }
            }
            awaitTasks(pool, tasks);
            assertThat(pool.workers()).isEqualTo(before);
        }
        System.out.printf("KR celery: %d attempts, %d tasks, none lost%n", attempts, tasks);
    }

    private static ManagerProcess pool() {
        String command = "/usr/bin/python3 /usr/bin/celery -A tasks worker -c 3 -l info";
        return ManagerProcess.start(
                ObservedKindsIT.words(command),
                ObservedKindsIT.PYTHON,
                p -> !p.logged(" ready\\.").isEmpty());
    }

    /// So many more tasks of 20 s.
    private static void send(ManagerProcess pool, int tasks)
            throws IOException, InterruptedException {
        int before = pool.logged(RECEIVED).size();
        String send = "import tasks\nfor _ in range(%d): tasks.slow.delay(20)".formatted(tasks);
        var sender = new ProcessBuilder("/usr/bin/python3", "-c", send);
        sender.environment().putAll(ObservedKindsIT.PYTHON);
        assertThat(sender.directory(pool.folder().toFile()).start().waitFor()).isZero();
        TestPool.await("tasks", () -> pool.logged(RECEIVED).size() == before + tasks);
    }

    private static void awaitTasks(ManagerProcess pool, int tasks) {
        TestPool.await(
                () -> "their end: " + pool.log(), () -> pool.logged(SUCCEEDED).size() == tasks);
        assertThat(pool.logged("WorkerLost|exitcode")).isEmpty();
    }
}
