package dev.kidreaper.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// A real `./kidreaper serve` in a folder of its own.
public final class Served implements AutoCloseable, Logging {
    private static final Duration END_WITHIN = Duration.ofSeconds(20);

    private final Path folder;
    private final Program program;

    private Served(Path folder, Program program) {
        this.folder = folder;
        this.program = program;
    }

    /// Starts one and waits until it is ready.
    ///
    /// @param args options, `--`, and the workers' command
    public static Served start(Path folder, String... args) {
        return startBy(List.of(), folder, args);
    }

    /// Starts one with workers in C, in a folder of its own.
    public static Served ofC(String... options) throws IOException {
        var args = new ArrayList<>(Arrays.asList(options));
        args.addAll(List.of("--", CWorker.program().toString()));
        return start(Files.createTempDirectory("kidreaper-test"), args.toArray(String[]::new));
    }

    /// As {@link #start}, by a program that ends up as what it is given.
    public static Served startBy(List<String> launcher, Path folder, String... args) {
        Kidreaper.build();
        var command = new ArrayList<>(launcher);
        command.add(Path.of("kidreaper").toAbsolutePath().toString());
        command.addAll(words(folder, args));
        // The launcher and the JVM are one process: it is replaced, not forked.
        var program = Program.start(folder, folder.resolve("serve.log"), command);
        var served = new Served(folder, program);
        try {
            TestPool.await("serve is ready", () -> served.logs("event=ready") > 0);
            return served;
        } catch (AssertionError e) {
            program.close();
            throw new AssertionError(String.join("\n", program.log()), e);
        }
    }

    /// The words of one of its command lines, but for the program.
    public static List<String> words(Path folder, String... args) {
        var words = new ArrayList<>(List.of("serve", "--listen", folder.resolve("front") + ""));
        words.addAll(List.of("--socket", folder.resolve("control").toString()));
        words.addAll(Arrays.asList(args));
        return words;
    }

    /// Where web servers find it.
    public Path socket() {
        return folder.resolve("front");
    }

    /// Its own process.
    public long pid() {
        return program.pid();
    }

    /// The workers' processes.
    public List<Long> workers() {
        return program.children().stream().map(ProcessHandle::pid).toList();
    }

    /// How often something stands in its log.
    public long logs(String text) {
        return program.log().stream().filter(l -> l.contains(text)).count();
    }

    /// Waits until something stands so often in its log, which is written beside the requests.
    public void awaitLogs(String text, long times) {
        TestPool.await(times + " × " + text, () -> logs(text) == times);
    }

    /// Its log.
    @Override
    public String log() {
        return program.log().stream().collect(Collectors.joining("\n"));
    }

    /// A number of its pool, as `status --json` has it.
    public long number(String field) {
        var status =
                Kidreaper.run("status", "--json", "--socket", folder.resolve("control").toString());
        var pools = JsonValue.parse(status.out()).get("pools").list();
        return pools.getFirst().get(field).number();
    }

    /// Its status, in words.
    public String status() {
        return Kidreaper.run("status", "--socket", folder.resolve("control").toString()).out();
    }

    /// Whether so many attached workers hold a connection of its, or none has to, since nobody asks
    /// for anything.
    public boolean holds(int workers) {
        String now = status();
        return now.contains(workers + " workers hold a connection of ours")
                || now.contains("no request has come for a while");
    }

    /// Asks it to stop. Whether it has, in time.
    public boolean stop() {
        TestPool.kill("TERM", program.pid());
        return program.awaitEnd(END_WITHIN);
    }

    @Override
    public void close() {
        stop();
        program.close();
    }
}
