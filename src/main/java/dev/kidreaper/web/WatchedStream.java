package dev.kidreaper.web;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/// A stream of which each part must be taken in time.
final class WatchedStream extends FilterOutputStream {
    private final Supplier<Future<?>> alarm;

    /// @param alarm is set before each part, and cancelled behind it
    WatchedStream(OutputStream out, Supplier<Future<?>> alarm) {
        super(out);
        this.alarm = alarm;
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        Future<?> bell = alarm.get();
        try {
            out.write(bytes, from, count);
            out.flush();
        } finally {
            bell.cancel(false);
        }
    }
}
