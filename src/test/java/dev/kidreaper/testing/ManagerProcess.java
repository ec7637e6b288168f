package dev.kidreaper.testing;

import dev.kidreaper.decide.Recognition;
import dev.kidreaper.model.Manager;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A pool of any real manager, started by hand on a free port of the loopback. Its folder goes with
/// it.
public final class ManagerProcess implements AutoCloseable {
    private static final Path RESOURCES = Path.of("src/test/resources/pools").toAbsolutePath();

    private final Path folder;
    private final int port;
    private final Process manager;

    private ManagerProcess(Path folder, int port, Process manager) {
        this.folder = folder;
        this.port = port;
        this.manager = manager;
    }

    /// Starts one and waits until it answers.
    ///
    /// @param command in which `PORT`, `FOLDER` and `APPS` (where the applications are) are put in
    /// @param environment more variables; `MPM` is which of Apache's modules serves, `FEW` after
    ///   how many requests php-fpm replaces a worker, `LISTEN` where its workers accept, `MORE`
    ///   lines of its configuration
    /// @param ready the path that it answers when it serves
    public static ManagerProcess start(
            List<String> command, Map<String, String> environment, String ready) {
        return start(command, environment, pool -> pool.answers(ready));
    }

    /// Starts one and waits until it is ready.
    public static ManagerProcess start(
            List<String> command,
            Map<String, String> environment,
            Predicate<ManagerProcess> ready) {
        try {
            Path folder = Files.createTempDirectory("kidreaper-test");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            int port = Ports.free();
            furnish(folder);
            var fpm = Files.readString(RESOURCES.resolve("fpm.conf"));
            fpm = fpm.replace("FEW", environment.getOrDefault("FEW", "0"));
            fpm = fpm.replace("LISTEN", environment.getOrDefault("LISTEN", "FOLDER/socket"));
            fpm += environment.getOrDefault("MORE", "");
            Files.writeString(folder.resolve("fpm.conf"), fill(fpm, folder, port));
            var nginx = Files.readString(RESOURCES.resolve("nginx.conf"));
            Files.writeString(folder.resolve("pool.conf"), fill(nginx, folder, port));
            Files.copy(RESOURCES.resolve("app.php"), folder.resolve("app.php"));
            var conf = Files.readString(RESOURCES.resolve("apache.conf"));
            var words = new ArrayList<String>();
            command.forEach(w -> words.add(fill(w, folder, port)));
            conf = conf.replace("MPM", environment.getOrDefault("MPM", "prefork"));
            Files.writeString(folder.resolve("apache.conf"), fill(conf, folder, port));
            var builder = new ProcessBuilder(words).redirectErrorStream(true);
            builder.redirectOutput(folder.resolve("log").toFile());
            builder.directory(folder.toFile()).environment().putAll(environment);
            var pool = new ManagerProcess(folder, port, builder.start());
            TestPool.await(
                    () -> "an answer of " + words + "\n" + pool.log(), () -> ready.test(pool));
            return pool;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void furnish(Path folder) throws IOException {
        Files.writeString(folder.resolve("index.html"), "end\n");
        Files.writeString(folder.resolve("slow.txt"), "x".repeat(2000) + "end\n");
        Files.writeString(folder.resolve("unicorn.rb"), "worker_processes 4\ntimeout 120\n");
        Files.writeString(folder.resolve("two.rb"), "worker_processes 2\ntimeout 120\n");
        Files.writeString(folder.resolve("puma.rb"), "first_data_timeout 120\n");
        for (String name : List.of("cgi.sh", "app.fcgi", "config.ru")) {
            Files.copy(RESOURCES.resolve(name), folder.resolve(name));
        }
        Path open = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private static String fill(String text, Path folder, int port) {
        return text.replace("PORT", Integer.toString(port))
                .replace("FOLDER", folder.toString())
                .replace("APPS", RESOURCES.toString());
    }

    private boolean answers(String ready) {
        try {
            HttpLoad.get(port, ready);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    public Path folder() {
        return folder;
    }

    public long manager() {
        return manager.pid();
    }

    public int port() {
        return port;
    }

    /// The pids of the manager's children.
    public Set<Long> children() {
        return manager.children()
                .map(ProcessHandle::pid)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// The pids of those whom kidreaper takes for workers, as `ps` shows them: read here, since
    /// many tests wait for them. None while that cannot be read.
    public Set<Long> workers() {
        return workers(manager.pid());
    }

    /// The same of any manager.
    public static Set<Long> workers(long manager) {
        var pools = new PoolReader(Proc.ofMachine(), Recognition::of);
        try {
            Manager its = pools.manager(Math.toIntExact(manager));
            return pools.pool(its, PoolReader.Depth.CHEAP).workers().stream()
                    .map(w -> (long) w.id().pid())
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (Unreadable e) {
            return Set.of();
        }
    }

    /// The numbers in JSON that have that name, within the first match of a part.
    public static Set<Long> numbers(String json, String name, String part) {
        String text =
                Pattern.compile(part)
                        .matcher(json)
                        .results()
                        .map(r -> r.group(1))
                        .findFirst()
                        .orElse("");
        return Pattern.compile("\"" + name + "\":(\\d+)")
                .matcher(text)
                .results()
                .map(r -> Long.valueOf(r.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// All that the manager and its workers have logged.
    public String log() {
        return TestPool.read(folder.resolve("log")) + TestPool.read(folder.resolve("error.log"));
    }

    /// The lines logged that match.
    public List<String> logged(String regex) {
        var pattern = Pattern.compile(regex);
        return log().lines().filter(l -> pattern.matcher(l).find()).toList();
    }

    @Override
    public void close() {
        // The manager first: it would fork others.
        var all = Stream.concat(Stream.of(manager.toHandle()), manager.descendants()).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(p -> p.onExit().join());
        Folders.delete(folder);
    }
}
