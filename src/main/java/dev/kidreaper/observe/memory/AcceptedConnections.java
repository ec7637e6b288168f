package dev.kidreaper.observe.memory;

import dev.kidreaper.linux.AcceptCounter;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import java.util.ArrayList;
import java.util.List;

/// How many connections a process accepts, where the kernel counts that for us. For one thread at a
/// time.
/*
 * To count costs some microseconds at each change to another process and back. So it begins at the
 * second look, if the process has few requests by then, and ends when it has many: with many,
 * a leak can be told without it.
 */
final class AcceptedConnections implements AutoCloseable {
    /// A process with more threads is not counted: each costs two descriptors.
    private static final int MOST_THREADS = 16;

    /// Nor is one that goes to sleep more often, in a second, since it was first seen.
    private static final double MOST_RESTS = 200;

    private final Proc proc;
    private final int pid;
    private final List<AcceptCounter> counters = new ArrayList<>();
    private double firstSeen = -1;
    private long restsAtFirst;
    private boolean isOver;

    AcceptedConnections(Proc proc, int pid) {
        this.proc = proc;
        this.pid = pid;
    }

    /// That number since it is counted; {@link MemoryTimeline.Point#UNCOUNTED} if it is not.
    ///
    /// @param seconds since the observation began
    /// @param rests how often the process has gone to sleep since its start
    long count(double seconds, long rests) {
        if (firstSeen < 0) {
            firstSeen = seconds;
            restsAtFirst = rests;
            return MemoryTimeline.Point.UNCOUNTED;
        }
        if (rests - restsAtFirst > MOST_RESTS * (seconds - firstSeen)) {
            close();
        } else if (!isOver && counters.isEmpty()) {
            begin();
        }
        return isOver ? MemoryTimeline.Point.UNCOUNTED : sum();
    }

    private void begin() {
        try {
            List<String> threads = proc.names(pid, "task", MOST_THREADS + 1);
            isOver = threads.size() > MOST_THREADS;
            for (int i = 0; i < threads.size() && !isOver; i++) {
                counters.add(AcceptCounter.of(Integer.parseInt(threads.get(i))));
            }
        } catch (LinuxException | Unreadable e) {
            close(); // The kernel does not tell, or not us, or a thread has just ended.
        }
    }

    private long sum() {
        long sum = 0;
        try {
            for (AcceptCounter counter : counters) {
                sum += counter.count();
            }
            return sum;
        } catch (LinuxException e) {
            close();
            return MemoryTimeline.Point.UNCOUNTED;
        }
    }

    @Override
    public void close() {
        isOver = true;
        counters.forEach(AcceptCounter::close);
        counters.clear();
    }
}
