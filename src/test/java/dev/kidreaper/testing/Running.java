package dev.kidreaper.testing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A real `./kidreaper run` in a folder of its own, with the manager that it has started.
public final class Running implements AutoCloseable, Logging {
    private static final Duration END_WITHIN = Duration.ofSeconds(30);
    private static final Pattern MANAGER =
            Pattern.compile("event=pool-found manager=(\\d+) profile=(\\S+)");

    private final Path folder;
    private final Program program;

    private Running(Path folder, Program program) {
        this.folder = folder;
        this.program = program;
    }

    /// Starts one and waits until its pool is found.
    ///
    /// @param options before `--`
    public static Running start(Path folder, List<String> options, List<String> command) {
        Running running = begin(folder, List.of(), options, command);
        try {
            TestPool.await("the pool is found", () -> running.logs("event=pool-found") > 0);
            return running;
        } catch (AssertionError e) {
            running.close();
            throw new AssertionError(running.log(), e);
        }
    }

    /// Starts one by a program that ends up as what it is given.
    public static Running begin(
            Path folder, List<String> launcher, List<String> options, List<String> command) {
        Kidreaper.build();
        var words = new ArrayList<>(launcher);
        words.add(Path.of("kidreaper").toAbsolutePath().toString());
        words.addAll(List.of("run", "--socket", folder.resolve("control").toString()));
        words.addAll(options);
        words.add("--");
        words.addAll(command);
        Path log = folder.resolve("run-%d.log".formatted(System.nanoTime()));
        return new Running(folder, Program.start(folder, log, words));
    }

    /// Its own process.
    public long pid() {
        return program.pid();
    }

    /// The manager's process.
    public long manager() {
        var found = MANAGER.matcher(log());
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }

    /// The manager's kind.
    public String profile() {
        var found = MANAGER.matcher(log());
        return found.find() ? found.group(2) : "";
    }

    /// The workers' processes.
    public List<Long> workers() {
        return ProcessHandle.of(manager()).stream()
                .flatMap(ProcessHandle::children)
                .map(ProcessHandle::pid)
                .toList();
    }

    /// Its log, and what the manager and its workers have written.
    @Override
    public String log() {
        return program.log().stream().collect(Collectors.joining("\n"));
    }

    /// How often something stands in its log.
    public long logs(String text) {
        return program.log().stream().filter(l -> l.contains(text)).count();
    }

    /// Its pool, as `status --json` has it.
    public JsonValue status() {
        var ran =
                Kidreaper.run("status", "--json", "--socket", folder.resolve("control").toString());
        return JsonValue.parse(ran.out()).get("pools").list().getFirst();
    }

    /// Waits for its end. Its exit code; -1: it has not ended in time.
    public int awaitEnd() {
        return program.awaitEnd(END_WITHIN) ? program.exitCode() : -1;
    }

    /// Asks it to stop.
    ///
    /// @return as {@link #awaitEnd}
    public int stop() {
        TestPool.kill("TERM", program.pid());
        return awaitEnd();
    }

    @Override
    public void close() {
        var family = new ArrayList<ProcessHandle>();
        ProcessHandle.of(manager())
                .ifPresent(m -> {
                    family.add(m);
                    m.descendants().forEach(family::add);
                });
        stop();
        family.forEach(ProcessHandle::destroyForcibly);
        program.close();
    }
}
