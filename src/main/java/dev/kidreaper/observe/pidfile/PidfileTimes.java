package dev.kidreaper.observe.pidfile;

import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Stat;
import dev.kidreaper.observe.Unreadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/// The times that tell whether a pidfile is older than the process it names.
///
/// @param written when the file's text was last written
/// @param changed when anything about the file was last changed: its owner, a name, its text
/// @param now by the wall clock
/// @param uptime the time since boot
/// @param started when the process was started, since boot
/// @param mounted when `/proc` was mounted, by the wall clock of then
/// @param initStarted when process 1 was started, since boot
/*
 * The file's times are by the wall clock, the process's start is by the clock that counts since
 * boot. If the wall clock was set forward in between (the first NTP sync, a virtual machine that
 * was resumed), a good file seems older than its process. How far the clock was set since boot
 * shows in the time of /proc itself: it was mounted when process 1 started, by the clock of then.
 * That is believed only for a file that was written then and not touched since: nobody can set the
 * time of a file's last change. What is missing on a machine (a /proc that was mounted later) makes
 * the step look smaller, and the file is refused as before.
 */
record PidfileTimes(
        Instant written,
        Instant changed,
        Instant now,
        Duration uptime,
        Duration started,
        Instant mounted,
        Duration initStarted) {
    /// Start times are exact to a clock tick, those of files to a tick of another clock.
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    /// The times of a file and a process.
    ///
    /// @throws Unreadable GONE if the process has exited
    static PidfileTimes of(FileFacts file, Stat process, Proc proc) throws Unreadable {
        Instant now = Instant.now();
        return new PidfileTimes(
                file.written(),
                file.changed(),
                now,
                Duration.ofMillis((long) (proc.uptimeSeconds() * 1000)),
                sinceBoot(process, proc),
                mounted(proc, now),
                initStarted(proc));
    }

    private static Duration sinceBoot(Stat process, Proc proc) {
        return Duration.ofMillis(process.id().startTicks() * 1000 / proc.ticksPerSecond());
    }

    /// Zero if we cannot see process 1: then a step of the clock looks smaller than it was.
    private static Duration initStarted(Proc proc) {
        try {
            return sinceBoot(Stat.parse(proc.text(1, "stat")), proc);
        } catch (Unreadable e) {
            return Duration.ZERO;
        }
    }

    private static Instant mounted(Proc proc, Instant otherwise) {
        try {
            return Files.getLastModifiedTime(Path.of(proc.root())).toInstant();
        } catch (IOException e) {
            return otherwise;
        }
    }

    /// Whether the file was written before the process was started.
    boolean isStale() {
        return looksStale() && (wasTouched() || written.isBefore(then().minus(step())));
    }

    /// Whether it was by the clock of now: no proof, where that was set forward.
    boolean looksStale() {
        return written.isBefore(then());
    }

    private Instant then() {
        return now.minus(uptime).plus(started).minus(TOLERANCE);
    }

    /// Whether somebody has moved, linked or changed the file since it was written.
    boolean wasTouched() {
        return changed.isAfter(written.plus(TOLERANCE));
    }

    /// How far the wall clock was set forward since process 1 was started.
    private Duration step() {
        Duration step = Duration.between(mounted.minus(initStarted), now.minus(uptime));
        return step.isNegative() ? Duration.ZERO : step;
    }
}
