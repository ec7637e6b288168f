package dev.kidreaper.pool.started;

import dev.kidreaper.linux.BorrowedSocket;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.Pidfd;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Profiles;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Stat;
import dev.kidreaper.observe.Unreadable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/// The end of the workers that one of us, killed, has left behind.
/*
 * When we are killed, the kernel sends the workers TERM. One that ignores it, or catches it while
 * it is about to call accept, would wait for ever at a socket that nobody can find. So folders of
 * such sockets are looked for: by what we leave behind (see OrphanGuard), and by the next start.
 * Whoever of the folder's list is there, no other process since its start time would differ, is
 * let go as we would have: the kernel lends us its descriptor 0, and that is ended. Only where the
 * kernel does not, or that does not help, TERM is sent again. A worker that we had just started is
 * in no list yet, and the kernel was not told to send it TERM: it is known by its descriptor 0, one
 * of the folder's sockets.
 *
 * None of them is in a request that anybody waits for, since nobody but the dead one could reach
 * it. So one that hangs in such a request, and catches TERM, is killed in the end.
 */
public final class OrphanCleanup {
    private static final Duration BY_THEMSELVES = Duration.ofSeconds(3);
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration KILLED_WITHIN = Duration.ofSeconds(5);
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private static final Proc PROC = Proc.ofMachine();
    private static final PoolReader POOLS = new PoolReader(PROC, _ -> Profiles.UNKNOWN);

    private OrphanCleanup() {}

    /// Ends, on a thread of its own, what others of us that were killed have left behind.
    ///
    /// @param ours which is left alone
    /// @param pool for whom
    /// @param ended is told how many those were, if any
    public static void endBeside(Path ours, String pool, IntConsumer ended) {
        Thread.ofPlatform()
                .daemon()
                .name("orphans-" + pool)
                .start(() -> {
                    int some =
                            SocketFolder.beside(ours).stream()
                                    .mapToInt(f -> end(f, Duration.ZERO))
                                    .sum();
                    if (some > 0) {
                        ended.accept(some);
                    }
                });
    }

    /// Ends the workers of a folder whose owner has ended, and takes it away; waits for all that.
    ///
    /// @param grace within which the owner may end still
    /// @return how many those were; 0 also when it is no such folder, or its owner lives
    public static int end(Path folder, Duration grace) {
        return end(folder, grace, LONGEST);
    }

    /// @param patience after which those that are still there are killed
    static int end(Path folder, Duration grace, Duration patience) {
        try {
            List<ProcessId> noted = SocketFolder.noted(folder);
            if (noted.isEmpty() || !hasEnded(noted.getFirst(), grace)) {
                return 0;
            }
            List<ProcessId> workers = noted.subList(1, noted.size());
            List<ProcessId> there = left(workers, folder);
            int found = there.size();
            long begun = System.nanoTime();
            Duration since = Duration.ZERO;
            while (!there.isEmpty() && since.compareTo(patience.plus(KILLED_WITHIN)) < 0) {
                boolean kill = since.compareTo(patience) >= 0;
                boolean insist = since.compareTo(BY_THEMSELVES) >= 0;
                for (ProcessId worker : there) {
                    end(worker, folder, insist, kill);
                }
                LockSupport.parkNanos(LOOK_EVERY.toNanos());
                there = left(workers, folder);
                since = Duration.ofNanos(System.nanoTime() - begun);
            }
            if (there.isEmpty()) {
                SocketFolder.delete(folder);
            }
            return found;
        } catch (IOException e) {
            return 0; // Somebody else has taken it away.
        }
    }

    private static boolean hasEnded(ProcessId owner, Duration grace) {
        long end = System.nanoTime() + grace.toNanos();
        while (isAlive(owner) && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(LOOK_EVERY.toNanos() / 10);
        }
        return !isAlive(owner);
    }

    private static void end(ProcessId worker, Path folder, boolean insist, boolean kill) {
        try (var handle = Pidfd.open(worker.pid())) {
            if (isAlive(worker) && (!endSocket(handle, folder) || insist)) {
                handle.signal((kill ? Signal.KILL : Signal.TERM).number());
            }
        } catch (LinuxException e) {
            return; // It has gone.
        }
    }

    private static boolean endSocket(Pidfd worker, Path folder) {
        try {
            return BorrowedSocket.end(worker, 0, endpoints(folder));
        } catch (LinuxException e) {
            return false; // The kernel does not lend it to us, or it is closed.
        }
    }

    /// Those of the noted workers that are there still, and any that nobody could note.
    private static List<ProcessId> left(List<ProcessId> noted, Path folder) {
        var left = new LinkedHashSet<ProcessId>();
        noted.stream().filter(OrphanCleanup::isAlive).forEach(left::add);
        for (int pid : processes()) {
            worker(pid, folder).ifPresent(left::add);
        }
        return List.copyOf(left);
    }

    /// The process, if it is a worker: its descriptor 0 is a socket of the folder, and it leads the
    /// group that a worker is started with. What a worker has started has that descriptor too.
    private static Optional<ProcessId> worker(int pid, Path folder) {
        try {
            if (PROC.link(pid, "fd/0").startsWith("socket:") && listens(pid, folder)) {
                return Optional.of(POOLS.stat(pid)).filter(Stat::leadsGroup).map(Stat::id);
            }
        } catch (LinuxException | Unreadable e) {
            return Optional.empty(); // It has gone, or is not ours to look at.
        }
        return Optional.empty();
    }

    private static boolean listens(int pid, Path folder) throws LinuxException {
        try (var process = Pidfd.open(pid)) {
            var socket = BorrowedSocket.of(process, 0);
            return socket.listening() && socket.endpoint().startsWith(endpoints(folder));
        }
    }

    private static List<Integer> processes() {
        try {
            return PROC.pids();
        } catch (Unreadable e) {
            return List.of();
        }
    }

    private static String endpoints(Path folder) {
        return BorrowedSocket.endpoint(folder + "/");
    }

    private static boolean isAlive(ProcessId process) {
        try {
            Stat now = POOLS.stat(process.pid());
            return now.id().equals(process) && now.isAlive();
        } catch (Unreadable e) {
            return false;
        }
    }
}
