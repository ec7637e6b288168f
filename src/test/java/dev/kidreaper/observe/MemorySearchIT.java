package dev.kidreaper.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.HostilePool;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// The search in a manager's memory: what is there is found, what is only claimed costs nothing.
class MemorySearchIT {
    private final Proc proc = Proc.ofMachine();

    @Test
    void whatIsThereIsFound() throws IOException, Unreadable {
        Process perl =
                new ProcessBuilder(
                                "perl",
                                "-e",
                                """
                                my @all = map { 'x' x (4093 + $_ % 7) } 1 .. 2000;
                                my $text = 'calling';
                                $text .= ' process';
                                my @more = map { $text . ' number' . $_ } 1 .. 5000;
                                $| = 1;
                                print qq(there\n);
                                <STDIN>
                                """)
                        .start();
        try (var said = perl.inputReader()) {
            assertThat(said.readLine()).isEqualTo("there");
            int pid = (int) perl.pid();
            for (int i = 1; i <= 5000; i += 500) {
                assertThat(MemorySearch.holds(proc, pid, "calling process number" + i)).isTrue();
            }
            assertThat(MemorySearch.holds(proc, pid, "calling process number0")).isFalse();
        } finally {
            perl.destroyForcibly();
        }
    }

    @Test
    void whatWasNeverTouchedIsNotSearched() throws Unreadable {
        try (var hostile = HostilePool.start("heap", "60")) {
            long start = System.nanoTime();
            assertThat(MemorySearch.holds(proc, hostile.pid(), "calling process")).isFalse();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(8));
        }
    }
}
