package dev.kidreaper.testing;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A real wrk that loads a server while a test does something else.
public final class Wrk implements AutoCloseable {
    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in ");
    private static final Pattern ERRORS =
            Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+)");
    private static final Pattern REFUSED = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");

    private final Program program;
    private final Duration duration;

    private Wrk(Program program, Duration duration) {
        this.program = program;
        this.duration = duration;
    }

    /// Starts loading.
    ///
    /// @param folder where its answer is kept
    /// @param more options, and after them none or a script's arguments
    public static Wrk start(
            Path folder, URI uri, int connections, Duration duration, String... more) {
        var command = new ArrayList<>(List.of("wrk", "-t1", "--timeout", "60s"));
        command.addAll(List.of("-c" + connections, "-d" + duration.toSeconds() + "s"));
        command.addAll(List.of(more));
        command.add(uri.toString());
        var log = folder.resolve("wrk-%d.log".formatted(System.nanoTime()));
        return new Wrk(Program.start(folder, log, command), duration);
    }

    /// What it saw.
    ///
    /// @param socketErrors connections refused, or ended amid an answer
    /// @param refused answers that were neither 2xx nor 3xx
    public record Result(long requests, long socketErrors, long refused) {}

    /// Ends it before its time is over.
    public Result end() {
        TestPool.kill("INT", program.pid());
        return await();
    }

    /// Waits until its time is over.
    public Result await() {
        boolean ended = program.awaitEnd(duration.plusSeconds(30));
        String log = String.join("\n", program.log());
        if (!ended || !REQUESTS.matcher(log).find()) {
            throw new AssertionError(log);
        }
        return new Result(sum(REQUESTS, log), sum(ERRORS, log), sum(REFUSED, log));
    }

    private static long sum(Pattern pattern, String log) {
        var match = pattern.matcher(log);
        long sum = 0;
        for (int i = 1; match.find(0) && i <= match.groupCount(); i++) {
            sum += Long.parseLong(match.group(i));
        }
        return sum;
    }

    @Override
    public void close() {
        program.close();
    }
}
