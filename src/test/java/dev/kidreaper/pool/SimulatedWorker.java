package dev.kidreaper.pool;

import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.MemoryBreakdown;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Worker;
import dev.kidreaper.observe.Status;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.observe.Weight;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// A worker that is no process: it grows as it lives, and can be read as one.
public final class SimulatedWorker {
    private static final long MIB = 1L << 20;
    private static final long PAGE = 4096;
    private static final long FILE = 8 * MIB;

    private final ProcessId id;
    private final long born;
    private final double leak;
    private final double jumps;
    private long shared = 40 * MIB;
    private long apart;
    private long own = 4 * MIB;
    private long faults = 1000;
    private int open;
    private boolean alive = true;

    /// @param born when, in nanoseconds
    /// @param leak how much it grows at most, in bytes a second
    public SimulatedWorker(ProcessId id, long born, long leak, RandomGenerator random) {
        this.id = id;
        this.born = born;
        this.leak = random.nextInt(4) == 0 ? 0 : random.nextDouble() * leak;
        this.jumps = random.nextInt(4) == 0 ? 0.002 : 0;
    }

    public ProcessId id() {
        return id;
    }

    public boolean isAlive() {
        return alive;
    }

    public void exit() {
        alive = false;
    }

    public long born() {
        return born;
    }

    /// How many readers of its memory are open.
    public int open() {
        return open;
    }

    /// So much time passes.
    public void live(double seconds, RandomGenerator random) {
        grow((long) (leak * seconds * random.nextDouble() * 2));
        if (random.nextDouble() < jumps * seconds) {
            grow(random.nextLong(30 * MIB));
        }
        long copied = Math.min(shared, (long) (random.nextDouble() * seconds * 100 * PAGE));
        shared -= copied;
        apart += copied;
        faults += copied / PAGE;
    }

    /// It needs more memory, and does not give it back.
    public void grow(long bytes) {
        own += bytes;
        faults += bytes / PAGE + 1;
    }

    public long size(Measure measure) {
        return footprint().by(measure);
    }

    private Footprint footprint() {
        long rss = shared + apart + own + FILE;
        return new Footprint(rss + 100 * MIB, rss, apart + own + shared / 4, apart + own, 0);
    }

    /// As its manager's list has it.
    Worker listed(long now) {
        Footprint all = footprint();
        var age = Duration.ofNanos(now - born);
        return new Worker(id, age, Duration.ZERO, "", Footprint.cheap(all.vsz(), all.rss()));
    }

    /// Opens its memory.
    public WorkerMemory memory() {
        open++;
        return new Memory();
    }

    private final class Memory implements WorkerMemory {
        private Footprint read = new Footprint(0, 0, 0, 0, 0);
        private boolean closed;

        @Override
        public boolean read() {
            read = alive ? SimulatedWorker.this.footprint() : read;
            return alive;
        }

        @Override
        public long vszBytes() {
            return read.vsz();
        }

        @Override
        public long rssBytes() {
            return read.rss();
        }

        @Override
        public long fileBytes() {
            return read.rss() == 0 ? 0 : FILE;
        }

        @Override
        public long faults() {
            return faults;
        }

        @Override
        public Footprint footprint(long vsz) throws Unreadable {
            mustLive();
            return SimulatedWorker.this.footprint();
        }

        @Override
        public Weight weigh(long vsz, long sharedAtFirst) throws Unreadable {
            mustLive();
            var makeup = new MemoryBreakdown(shared, apart, own, FILE, 0, 0);
            return new Weight(SimulatedWorker.this.footprint(), makeup, status());
        }

        @Override
        public Status status() throws Unreadable {
            mustLive();
            return new Status(faults, read.rss());
        }

        private void mustLive() throws Unreadable {
            if (closed) {
                throw new IllegalStateException("read after it was closed");
            }
            if (!alive) {
                throw new Unreadable(Unreadable.Why.GONE, "pid " + id + " has exited");
            }
        }

        @Override
        public void close() {
            if (closed) {
                throw new IllegalStateException("closed twice");
            }
            closed = true;
            open--;
        }
    }
}
