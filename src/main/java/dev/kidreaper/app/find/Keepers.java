package dev.kidreaper.app.find;

import dev.kidreaper.model.FoundPool;
import dev.kidreaper.model.FoundPool.Keeper;
import dev.kidreaper.observe.Credentials;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.show.StatusText;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/// The kidreapers that run on the machine, and which managers' workers each of them keeps.
/*
 * Each is asked on its control socket. A kidreaper may listen on web servers' sockets too, which
 * nobody else may speak to: so a path counts only if the process listens there and its command
 * line, its configuration or the default says that it is the control socket. Whoever does not
 * answer at once is not waited for. All that others could hold up is done on other threads: another
 * user may put a pipe where a file was when we looked.
 *
 * Any process can look like kidreaper. So it is believed of a pool only if it may recycle that
 * one: as root, as the manager's own user, or as ours.
 */
public final class Keepers {
    private static final String MAIN = "dev.kidreaper.cli.Main";
    private static final Set<String> KEEPING = Set.of("watch", "serve", "run");
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /// For what the claimants' files say: longer only if one is a pipe.
    private static final Duration LONGEST_READING = Duration.ofSeconds(5);

    private static final int ROOT = 0;

    /// Of the machine's processes: more are strangers'.
    private static final int MOST_ASKED = 64;

    private static final int MOST_BYTES = 1 << 16;
    private static final int MOST_FILES = 4096;
    private static final String LISTENING = "00010000";

    private final Proc proc;
    private final Queue<Thread> asking = new ConcurrentLinkedQueue<>();
    private int asked;
    private @Nullable Map<String, String> listening;
    private final Queue<Told> told = new ConcurrentLinkedQueue<>();

    /// A manager, or one of its pools.
    ///
    /// @param only the name of that pool; empty: all
    private record Place(int manager, String only) {}

    /// What a process has said of itself, and whose rights it has.
    private record Told(Place place, Keeper keeper, int uid) {}

    /// A process that calls itself a kidreaper that keeps pools.
    ///
    /// @param words from the sub-command on
    private record Claimant(int pid, int uid, List<String> words) {}

    private Keepers(Proc proc) {
        this.proc = proc;
    }

    /// The same pools, with their keepers.
    ///
    /// @param javas the processes among which the keepers are
    public static List<FoundPool> told(List<FoundPool> pools, List<Integer> javas, Proc proc) {
        var keepers = new Keepers(proc);
        var mayKeep = new HashSet<Integer>();
        pools.forEach(p -> mayKeep.addAll(keepers.mayKeep(p)));
        List<Claimant> claimants =
                javas.stream()
                        .flatMap(pid -> keepers.claimant(pid).stream())
                        .filter(c -> mayKeep.contains(c.uid()))
                        .sorted(Comparator.comparing(c -> c.uid() != ROOT))
                        .toList();
        keepers.await(() -> claimants.forEach(keepers::ask));
        return pools.stream().map(p -> p.keptBy(keepers.of(p))).toList();
    }

    private Set<Integer> mayKeep(FoundPool pool) {
        var users = new HashSet<>(List.of(ROOT));
        uid(pool.manager().id().pid()).ifPresent(users::add);
        uid(Math.toIntExact(ProcessHandle.current().pid())).ifPresent(users::add);
        return users;
    }

    private Optional<Integer> uid(int pid) {
        try {
            return Optional.of(Credentials.of(proc, pid).effectiveUid());
        } catch (Unreadable e) {
            return Optional.empty(); // It has gone.
        }
    }

    private @Nullable Keeper of(FoundPool pool) {
        int manager = pool.manager().id().pid();
        String only = pool.manager().profile().onlyPool();
        var places =
                List.of(
                        new Place(manager, only == null ? "" : only),
                        new Place(manager, ""),
                        new Place(pool.manager().parent(), ""));
        Set<Integer> users = mayKeep(pool);
        return places.stream()
                .flatMap(p -> told.stream().filter(t -> t.place().equals(p)))
                .filter(t -> users.contains(t.uid()))
                .map(Told::keeper)
                .findFirst()
                .orElse(null);
    }

    private void ask(Claimant claimant) {
        String command = claimant.words().getFirst();
        if (command.equals("run")) { // The manager is its child, also if it does not answer.
            var place = new Place(claimant.pid(), "");
            told.add(new Told(place, new Keeper(command, ""), claimant.uid()));
        }
        for (Path socket : sockets(claimant.pid(), claimant.words())) {
            if (asked++ == MOST_ASKED) {
                return;
            }
            asking.add(Thread.ofPlatform().daemon().start(() -> ask(socket, claimant)));
        }
    }

    /// Waits until all have answered, or had the time to.
    private void await(Runnable questions) {
        try {
            Thread.ofPlatform().daemon().start(questions).join(LONGEST_READING);
            long end = System.nanoTime() + PATIENCE.toNanos();
            for (Thread thread = asking.poll(); thread != null; thread = asking.poll()) {
                thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Claimant> claimant(int pid) {
        List<String> words = words(pid);
        return words.isEmpty()
                ? Optional.empty()
                : uid(pid).map(uid -> new Claimant(pid, uid, words));
    }

    /// The words from the sub-command on, of a kidreaper that keeps pools; none of every other
    /// process.
    private List<String> words(int pid) {
        try {
            List<String> words = Arrays.asList(proc.commandLine(pid).split("\0", -1));
            for (int i = 0; i + 1 < words.size(); i++) {
                if (words.get(i).endsWith(MAIN)) {
                    boolean keeps = KEEPING.contains(words.get(i + 1));
                    return keeps ? words.subList(i + 1, words.size()) : List.of();
                }
            }
        } catch (Unreadable e) {
            return List.of(); // It has gone.
        }
        return List.of();
    }

    /// The control sockets on which a process listens.
    private List<Path> sockets(int pid, List<String> words) {
        var listening = new ArrayList<Path>();
        try {
            Path folder = Path.of(proc.link(pid, "cwd"));
            Set<String> control = ControlPaths.of(words, folder);
            Map<String, String> paths = listening();
            for (String descriptor : proc.names(pid, "fd", MOST_FILES)) {
                String path = paths.get(proc.link(pid, "fd/" + descriptor));
                if (path != null && control.contains(path)) {
                    listening.add(folder.resolve(path));
                }
            }
        } catch (Unreadable | InvalidPathException e) {
            return List.of(); // Another user's, which we cannot ask either.
        }
        return listening;
    }

    /// The paths of all Unix sockets that somebody listens on, by what a descriptor of theirs links
    /// to. Read once, for all kidreapers.
    private Map<String, String> listening() throws Unreadable {
        Map<String, String> known = listening;
        if (known == null) {
            known = new HashMap<>();
            for (String line : proc.machineText("net/unix").split("\n", -1)) {
                String[] field = line.strip().split("\\s+", 8);
                if (field.length == 8 && field[3].equals(LISTENING)) {
                    known.put("socket:[" + field[6] + "]", field[7]);
                }
            }
            listening = known;
        }
        return known;
    }

    private void ask(Path socket, Claimant claimant) {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            if (!isOf(channel, claimant)) {
                return; // Another one is there by now.
            }
            byte[] question = (StatusText.MANAGERS + "\n").getBytes(StandardCharsets.UTF_8);
            channel.write(ByteBuffer.wrap(question));
            byte[] answer = Channels.newInputStream(channel).readNBytes(MOST_BYTES);
            new String(answer, StandardCharsets.UTF_8).lines().forEach(l -> note(l, claimant));
        } catch (IOException e) {
            return; // It is not a control socket, or not for us.
        }
    }

    /// Whether it was the claimant's user who began to listen there (unix(7), SO_PEERCRED).
    private static boolean isOf(SocketChannel channel, Claimant claimant) throws IOException {
        Object other = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
        return other.equals(Files.getOwner(Path.of("/proc", Integer.toString(claimant.pid()))));
    }

    private void note(String line, Claimant claimant) {
        String[] word = line.split(" ", 3);
        if (word.length >= 2 && word[0].matches("[1-9][0-9]{0,8}")) {
            int manager = Integer.parseInt(word[0]);
            String only = word.length > 2 ? word[2] : "";
            var keeper = new Keeper(claimant.words().getFirst(), word[1]);
            told.add(new Told(new Place(manager, only), keeper, claimant.uid()));
        }
    }
}
