package dev.kidreaper.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What the kernel counts of this very process, which has many threads.
class StatusIT {
    private static final int RESTS = 200;

    private final Proc proc = Proc.ofMachine();
    private final int pid = Math.toIntExact(ProcessHandle.current().pid());

    /// Puma's first thread sleeps while others serve.
    @Test
    void allThreadsRest() throws Exception {
        long before = Status.of(proc, pid).rests();
        var other = Thread.ofPlatform().unstarted(() -> rest(RESTS));
        other.start();
        Thread.sleep(100); // This thread rests once.
        while (other.getState() != Thread.State.TERMINATED && rested(before) < RESTS / 2) {
            Thread.onSpinWait();
        }
        assertThat(rested(before)).isGreaterThanOrEqualTo(RESTS / 2);
        other.join();
    }

    private long rested(long before) throws Unreadable {
        return Status.of(proc, pid).rests() - before;
    }

    private static void rest(int times) {
        try {
            for (int i = 0; i < times; i++) {
                Thread.sleep(2);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
