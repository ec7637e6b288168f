package dev.kidreaper.bench;

import dev.kidreaper.testing.CatalystPool;
import dev.kidreaper.testing.Folders;
import dev.kidreaper.testing.Nginx;
import dev.kidreaper.testing.TestPool;
import dev.kidreaper.testing.Wrk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;

/// Counts what goes wrong while the workers of a real Catalyst pool are recycled under load: see
/// `bench/zero-cut`.
public final class ZeroCut {
    private static final int WORKERS = 5;
    private static final int[] CONNECTIONS = {4, 16, 64};
    private static final String[] PATHS = {"/ok?n=1000", "/slow?s=0.3"};
    static final Duration WARM_UP = Duration.ofSeconds(2);

    private ZeroCut() {}

    /// Runs it.
    ///
    /// @param args how many recycles each way is to do in all
    public static void main(String[] args) throws IOException {
        int each = Math.ceilDiv(Integer.parseInt(args[0]), CONNECTIONS.length * PATHS.length);
        System.out.println(Row.HEADER);
        for (Way way : Way.values()) {
            var rows = new ArrayList<Row>();
            for (String path : PATHS) {
                for (int connections : CONNECTIONS) {
                    Row row = measure(way, connections, path, each);
                    System.out.println(row.markdown());
                    rows.add(row);
                }
            }
            System.out.println(Row.sum(way, rows).markdown());
        }
    }

    private static Row measure(Way way, int connections, String path, int count)
            throws IOException {
        Path folder = Files.createTempDirectory("zero-cut");
        try (var pool = CatalystPool.start(folder, WORKERS);
                var nginx = Nginx.start(folder, pool.socket());
                var load = Load.start(folder, pool, nginx, connections, path)) {
            TestPool.sleep(WARM_UP);
            long start = System.nanoTime();
            Way.Recycled recycled = way.recycle(pool, count);
            var took = Duration.ofNanos(System.nanoTime() - start);
            Wrk.Result wrk = load.end();
            TestPool.await("the pool is complete", () -> pool.workers().size() == WORKERS);
            return new Row(
                    way,
                    "%d × %s".formatted(connections, path),
                    took,
                    way == Way.KIDREAPER ? recycled.leftAfter.size() : (int) pool.departures(),
                    recycled,
                    wrk.requests(),
                    nginx.failures().size(),
                    wrk.socketErrors(),
                    load.verified.get(),
                    load.bad.get(),
                    load.cutSleeps.get(),
                    pool.accidents(),
                    pool.isIntact());
        } finally {
            Folders.delete(folder);
        }
    }
}
