package dev.kidreaper.diagnose;

import dev.kidreaper.testing.Compiled;
import dev.kidreaper.testing.Program;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A workload that runs: its pool, and the client that asks it.
final class WorkloadPool implements AutoCloseable {
    private static final Path PROGRAMS = Path.of("src/test/resources/workloads").toAbsolutePath();
    private static final int MAPPED_BYTES = 96 << 20;
    private static final int SEED = 2007;

    private final Workload workload;
    private final Path folder;
    private final Program manager;
    private final Thread client;
    private final Map<Workload.Weighted, Integer> asked = new HashMap<>();
    private final Duration duration;
    private volatile boolean stopping;

    private WorkloadPool(Workload workload, Path folder, Program manager, Duration duration) {
        this.duration = duration;
        this.workload = workload;
        this.folder = folder;
        this.manager = manager;
        this.client = Thread.ofVirtual().unstarted(this::ask);
    }

    /// Starts it, with its load, and lets it run as long as it is to run before it is looked at.
    ///
    /// @param duration how long it will be looked at
    static WorkloadPool start(Workload workload, Duration duration) {
        try {
            Path folder = Files.createTempDirectory("kidreaper-test");
            if (workload.load().mix().stream().anyMatch(w -> w.request().startsWith("mapped"))) {
                Files.write(folder.resolve("s.data"), new byte[MAPPED_BYTES]);
            }
            var command = new ArrayList<>(program(workload.language(), folder));
            var options = workload.options();
            command.add(folder.resolve("s").toString());
            command.add(Integer.toString(options.workers()));
            command.add(Integer.toString(options.megabytes()));
            if (options.mostRequests() > 0) {
                command.add(Integer.toString(options.mostRequests()));
            }
            var manager = Program.start(folder, folder.resolve("log"), command);
            var pool = new WorkloadPool(workload, folder, manager, duration);
            TestPool.await(
                    "workers of " + workload.name(),
                    () -> manager.children().size() == options.workers());
            pool.client.start();
            TestPool.sleep(Duration.ofMillis((long) (options.warmSeconds() * 1000)));
            return pool;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> program(String language, Path folder) {
        return switch (language) {
            case "perl" -> List.of("perl", PROGRAMS + "/prefork.pl");
            case "python" -> List.of("/usr/bin/python3", PROGRAMS + "/prefork.py");
            case "php" -> List.of("php", PROGRAMS + "/prefork.php");
            case "c" -> List.of(compiled(folder));
            default -> throw new IllegalArgumentException(language);
        };
    }

    private static String compiled(Path folder) {
        return Compiled.from(PROGRAMS + "/prefork.c", folder.resolve("prefork"), "-O1").toString();
    }

    int pid() {
        return Math.toIntExact(manager.pid());
    }

    private void ask() {
        var random = new SplittableRandom(SEED);
        long start = System.nanoTime();
        var mix = workload.load().mix();
        double total = mix.stream().mapToDouble(Workload.Weighted::weight).sum();
        try {
            while (!stopping) {
                double seconds = (System.nanoTime() - start) / 1e9;
                askRare(seconds - workload.options().warmSeconds());
                double rate = workload.load().perSecond() * loudness(seconds);
                if (rate <= 0) {
                    TimeUnit.MILLISECONDS.sleep(100);
                    continue;
                }
                double pause = -Math.log(1 - random.nextDouble()) / rate;
                TimeUnit.NANOSECONDS.sleep((long) (Math.min(pause, 3) * 1e9));
                double at = random.nextDouble() * total;
                int which = 0;
                while (which < mix.size() - 1 && at >= mix.get(which).weight()) {
                    at -= mix.get(which++).weight();
                }
                request(mix.get(which).request());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            if (!stopping) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// The requests that come a few times only: spread from a fifth of the observation to its half.
    private void askRare(double seconds) throws IOException {
        for (Workload.Weighted rare : workload.load().mix()) {
            int done = asked.getOrDefault(rare, 0);
            double due = duration.toSeconds() * (0.2 + 0.3 * done / Math.max(1, rare.times()));
            if (done < rare.times() && seconds >= due) {
                asked.put(rare, done + 1);
                request(rare.request());
            }
        }
    }

    private double loudness(double seconds) {
        return switch (workload.load().shape()) {
            case EVEN -> 1;
            case WAVES -> (long) (seconds / 10) % 2 == 0 ? 1.7 : 0.3;
            case STOPS ->
                    seconds - workload.options().warmSeconds() > duration.toSeconds() / 2.0 ? 0 : 1;
        };
    }

    private void request(String line) throws IOException {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("s")))) {
            byte[] words = (line.replace(':', ' ') + "\n").getBytes(StandardCharsets.UTF_8);
            channel.write(ByteBuffer.wrap(words));
            var answer = ByteBuffer.allocate(16);
            channel.read(answer);
        }
    }

    @Override
    public void close() {
        stopping = true;
        client.interrupt();
        manager.close();
        try {
            client.join();
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
