package dev.kidreaper.discover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.TestPool;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `kidreaper ps` reads of processes that are no managers, as the kernel sees it.
class DiscoveryCostIT {
    private static final int SLEEPERS = 500;
    private static final Pattern OPENED = Pattern.compile("\"/proc/([0-9]+)/([^\"]+)\"");

    @TempDir private Path folder = Path.of("");

    @Test
    void ofAProcessThatIsNoManagerOneSmallFileIsRead() throws IOException {
        Kidreaper.build();
        Process sleepers =
                Kidreaper.start(List.of("perl", "bench/sleepers.pl", Integer.toString(SLEEPERS)));
        try (BufferedReader said = sleepers.inputReader()) {
            int parent = Integer.parseInt(said.readLine());
            List<Integer> pids = children(parent);
            assertThat(pids).hasSize(SLEEPERS);
            Map<Integer, List<String>> opened = opened();
            assertThat(pids).allSatisfy(pid -> assertThat(opened.get(pid)).containsExactly("stat"));
            assertThat(opened.get(parent))
                    .containsExactlyInAnyOrder("stat", "stat", "status", "cmdline", "exe", "exe");
        } finally {
            sleepers.destroy();
            sleepers.getOutputStream().close();
        }
    }

    private static List<Integer> children(int parent) {
        var pids = new ArrayList<Integer>();
        String path = "/proc/%d/task/%d/children".formatted(parent, parent);
        for (String pid : TestPool.read(Path.of(path)).strip().split(" ", -1)) {
            pids.add(Integer.valueOf(pid));
        }
        return pids;
    }

    /// What a run opens and follows below `/proc`, by process.
    private Map<Integer, List<String>> opened() throws IOException {
        Path log = folder.resolve("strace");
        var traced =
                List.of(
                        "strace",
                        "-f",
                        "--seccomp-bpf",
                        "-e",
                        "trace=open,openat,readlink,readlinkat",
                        "-o",
                        log.toString(),
                        "./kidreaper",
                        "ps",
                        "--json");
        var ran = Kidreaper.end(Kidreaper.start(traced));
        assertThat(ran.exit()).as(ran.err()).isZero();
        var opened = new TreeMap<Integer, List<String>>();
        for (String line : Files.readAllLines(log)) {
            var found = OPENED.matcher(line);
            if (found.find()) {
                opened.computeIfAbsent(Integer.valueOf(found.group(1)), _ -> new ArrayList<>())
                        .add(found.group(2));
            }
        }
        return opened;
    }
}
