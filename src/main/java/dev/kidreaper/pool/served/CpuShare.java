package dev.kidreaper.pool.served;

import dev.kidreaper.decide.CpuContention;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.ProcessorTime;
import org.jspecify.annotations.Nullable;

/// How much of the time that its requests took one worker has run, and waited for a processor. For
/// the thread that hands out requests.
final class CpuShare implements AutoCloseable {
    /// The processor's time is read once in so many requests.
    private static final int READ_EVERY = 8;

    private final @Nullable ProcessorTime processor;
    private int requests;
    private long took;
    private long run;
    private long waited;

    /// @param processor closed with this; null: nobody counts it
    CpuShare(@Nullable ProcessorTime processor) {
        this.processor = processor;
        read();
    }

    /// That of a worker.
    static CpuShare of(Proc proc, ProcessId worker) {
        try {
            return new CpuShare(new ProcessorTime(proc, worker));
        } catch (LinuxException e) {
            return new CpuShare(
                    null); // It has exited, or this kernel does not count: nobody is crowded then.
        }
    }

    /// What is known of the pool after one more request of this worker.
    ///
    /// @param nanos how long it took
    CpuContention after(CpuContention before, long nanos) {
        took += nanos;
        requests++;
        if (requests < READ_EVERY) {
            return before;
        }
        long ranBefore = run;
        long waitedBefore = waited;
        long of = took;
        requests = 0;
        took = 0;
        return read() ? before.with(run - ranBefore, waited - waitedBefore, of) : before;
    }

    private boolean read() {
        if (processor == null) {
            return false;
        }
        try {
            processor.read();
        } catch (LinuxException e) {
            return false; // It has exited, and others will see that.
        }
        run = processor.runNanos();
        waited = processor.waitedNanos();
        return true;
    }

    @Override
    public void close() {
        if (processor != null) {
            processor.close();
        }
    }
}
