package dev.kidreaper.pool;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// Time that passes only when a simulation says so.
public final class SimulatedTime {
    private static final Instant BEGIN = Instant.parse("2026-11-28T00:00:00Z");

    /// As a machine's clock it begins anywhere.
    private static final long ORIGIN = -1_000_000_000_000L;

    private long passed;

    /// In nanoseconds.
    public long now() {
        return ORIGIN + passed;
    }

    public void pass(long nanos) {
        passed += nanos;
    }

    /// The local time.
    public LocalDateTime local() {
        return LocalDateTime.now(clock());
    }

    public Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return BEGIN.plusNanos(passed);
            }
        };
    }

    /// Since then.
    public Duration since(long nanos) {
        return Duration.ofNanos(now() - nanos);
    }
}
