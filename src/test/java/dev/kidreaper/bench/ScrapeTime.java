package dev.kidreaper.bench;

import dev.kidreaper.metrics.MetricsText;
import dev.kidreaper.web.Inquiry;
import dev.kidreaper.web.api.LookedAt;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// How long a scrape takes, within one process: the first one, and those after it.
final class ScrapeTime {
    private static final int ROUNDS = 60;
    private static final int WARM = 20;

    private ScrapeTime() {}

    /// Measures it.
    ///
    /// @param args how many workers
    @SuppressWarnings("NullAway") // It misses that a function's result is nullable.
    public static void main(String[] args) throws IOException {
        int workers = args.length == 0 ? 1000 : Integer.parseInt(args[0]);
        try (var daemon = new LookedAt().with("web", workers)) {
            var metrics = new MetricsText(daemon.view(), true);
            var inquiry = new Inquiry(List.of("metrics"), Map.of(), _ -> null);
            var millis = new double[ROUNDS];
            var processor = ManagementFactory.getThreadMXBean();
            long cpu = 0;
            var counted = new Counted();
            for (int i = 0; i < ROUNDS; i++) {
                cpu = i == WARM ? processor.getCurrentThreadCpuTime() : cpu;
                long begun = System.nanoTime();
                metrics.answer(inquiry).body().write(counted);
                millis[i] = (System.nanoTime() - begun) / 1e6;
            }
            double[] warm = Arrays.copyOfRange(millis, WARM, ROUNDS);
            Arrays.sort(warm);
            System.out.printf(
                    "%d workers, %d KiB: first %.1f ms, warm median %.1f ms, longest %.1f ms,"
                            + " processor %.1f ms%n",
                    workers,
                    counted.bytes / ROUNDS / 1024,
                    millis[0],
                    warm[warm.length / 2],
                    warm[warm.length - 1],
                    (processor.getCurrentThreadCpuTime() - cpu) / 1e6 / warm.length);
        }
    }

    /// Takes everything.
    private static final class Counted extends OutputStream {
        private long bytes;

        @Override
        public void write(int one) {
            bytes++;
        }

        @Override
        public void write(byte[] all, int from, int count) {
            bytes += count;
        }
    }
}
