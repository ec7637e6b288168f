package dev.kidreaper.app;

import dev.kidreaper.model.FoundPool;
import dev.kidreaper.model.FoundPool.Keeper;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// The kidreapers that run on the machine, and which managers' workers each of them keeps.
/*
 * Each is asked on the control socket that it listens on, which its open files tell: so nobody need
 * know its configuration. Whoever does not answer at once is not waited for.
 */
public final class Keepers {
    /// The command on the control socket.
    static final String COMMAND = "managers";

    private static final String MAIN = "dev.kidreaper.cli.Main";
    private static final Set<String> KEEPING = Set.of("watch", "serve", "run");
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final int MOST_BYTES = 1 << 16;
    private static final int MOST_FILES = 4096;
    private static final String LISTENING = "00010000";

    private final Proc proc;
    private final ConcurrentMap<Place, Keeper> keepers = new ConcurrentHashMap<>();

    /// A manager, or one of its pools.
    ///
    /// @param only the name of that pool; empty: all
    private record Place(int manager, String only) {}

    private Keepers(Proc proc) {
        this.proc = proc;
    }

    /// The same pools, with their keepers.
    ///
    /// @param javas the processes among which the keepers are
    public static List<FoundPool> told(List<FoundPool> pools, List<Integer> javas, Proc proc) {
        var keepers = new Keepers(proc);
        javas.forEach(keepers::ask);
        return pools.stream().map(p -> p.keptBy(keepers.of(p))).toList();
    }

    private @Nullable Keeper of(FoundPool pool) {
        int manager = pool.manager().id().pid();
        String only = pool.manager().profile().onlyPool();
        Keeper whole = keepers.get(new Place(manager, ""));
        Keeper part = only == null ? null : keepers.get(new Place(manager, only));
        if (part != null || whole != null) {
            return part != null ? part : whole;
        }
        return keepers.get(new Place(pool.manager().parent(), ""));
    }

    private void ask(int pid) {
        String command = command(pid);
        if (command.isEmpty()) {
            return;
        }
        if (command.equals("run")) { // The manager is its child, also if it does not answer.
            keepers.put(new Place(pid, ""), new Keeper(command, ""));
        }
        for (Path socket : sockets(pid)) {
            Thread asking = Thread.ofPlatform().daemon().start(() -> ask(socket, command));
            try {
                asking.join(PATIENCE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// The sub-command of a kidreaper that keeps pools; empty for every other process.
    private String command(int pid) {
        try {
            List<String> words = Arrays.asList(proc.commandLine(pid).split("\0", -1));
            for (int i = 0; i + 1 < words.size(); i++) {
                if (words.get(i).endsWith(MAIN)) {
                    return KEEPING.contains(words.get(i + 1)) ? words.get(i + 1) : "";
                }
            }
        } catch (Unreadable e) {
            return ""; // It has gone.
        }
        return "";
    }

    /// The paths on which a process listens.
    private List<Path> sockets(int pid) {
        var listening = new ArrayList<Path>();
        try {
            var inodes = new HashSet<String>();
            for (String descriptor : proc.names(pid, "fd", MOST_FILES)) {
                String link = proc.link(pid, "fd/" + descriptor);
                if (link.startsWith("socket:[")) {
                    inodes.add(link.substring("socket:[".length(), link.length() - 1));
                }
            }
            for (String line : proc.machineText("net/unix").split("\n", -1)) {
                String[] field = line.strip().split("\\s+", 8);
                if (field.length == 8
                        && field[3].equals(LISTENING)
                        && inodes.contains(field[6])
                        && !field[7].startsWith("@")) {
                    listening.add(Path.of(proc.link(pid, "cwd")).resolve(field[7]));
                }
            }
        } catch (Unreadable e) {
            return List.of(); // Another user's, which we cannot ask either.
        }
        return listening;
    }

    private void ask(Path socket, String command) {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap((COMMAND + "\n").getBytes(StandardCharsets.UTF_8)));
            byte[] answer = Channels.newInputStream(channel).readNBytes(MOST_BYTES);
            new String(answer, StandardCharsets.UTF_8).lines().forEach(l -> note(l, command));
        } catch (IOException e) {
            return; // It is not a control socket, or not for us.
        }
    }

    private void note(String line, String command) {
        String[] word = line.split(" ", 3);
        if (word.length >= 2 && word[0].matches("[1-9][0-9]{0,8}")) {
            int manager = Integer.parseInt(word[0]);
            String only = word.length > 2 ? word[2] : "";
            keepers.put(new Place(manager, only), new Keeper(command, word[1]));
        }
    }
}
