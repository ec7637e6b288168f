package dev.kidreaper.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.Compiled;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// The wall clocks of processes, each of which can be set at any time; all other clocks are right.
///
/// @param library what each process has preloaded
record JumpingClocks(Path folder, Path library, int processes) {
    /// Clocks that are right.
    static JumpingClocks in(Path folder, int processes) throws IOException {
        Path library = folder.resolve("jump.so");
        Compiled.from("src/test/resources/fleet/jump.c", library, "-shared", "-fPIC");
        var clocks = new JumpingClocks(folder, library, processes);
        for (int i = 0; i < processes; i++) {
            clocks.set(i, Duration.ZERO);
        }
        return clocks;
    }

    /// What a process must be started with.
    Map<String, String> variables(int process) {
        return Map.of("LD_PRELOAD", library.toString(), "JUMP", jump(process).toString());
    }

    private Path jump(int process) {
        return folder.resolve("jump" + process);
    }

    /// Sets a clock at once. The process has mapped the file: it is written in place.
    ///
    /// @param off how far it is ahead of the right time
    void set(int process, Duration off) throws IOException {
        var seconds = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        Files.write(
                jump(process),
                seconds.putLong(off.toSeconds()).array(),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
    }

    /// Asserts that each process goes by its clock.
    void areAsSet(WorkersReferee referee) throws IOException {
        referee.times.clear();
        referee.tellAll("time");
        TestPool.await("each says its time", () -> referee.times.size() == processes);
        Instant right = Instant.now();
        for (int i = 0; i < processes; i++) {
            var seconds = ByteBuffer.wrap(Files.readAllBytes(jump(i)));
            long off = seconds.order(ByteOrder.nativeOrder()).getLong();
            assertThat(referee.times.get(i))
                    .isBetween(right.plusSeconds(off - 10), right.plusSeconds(off + 1));
        }
    }
}
