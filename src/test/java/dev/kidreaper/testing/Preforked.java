package dev.kidreaper.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// A running manager whose workers accept on one FastCGI socket, as `serve --attach` wants it.
///
/// @param address where they accept, as on the command line
/// @param folder in which nginx finds the application
public record Preforked(
        String address,
        Path pidfile,
        Path folder,
        Supplier<Collection<Long>> workers,
        AutoCloseable pool)
        implements AutoCloseable {
    /// Which manager.
    public enum Kind {
        PROCMANAGER,
        FPM_ON_PATH,
        FPM_ON_PORT,
        /// On a socket of IPv6 that takes IPv4 too, as with `listen = 9000`.
        FPM_ON_ANY
    }

    /// How php-fpm is started.
    public static final List<String> FPM =
            List.of(
                    "/usr/sbin/php-fpm8.2",
                    "--nodaemonize",
                    "--force-stderr",
                    "-d",
                    "ffi.enable=1",
                    "-y",
                    "FOLDER/fpm.conf");

    /// Starts one with four workers.
    public static Preforked start(Kind kind) {
        return switch (kind) {
            case PROCMANAGER -> procManager();
            case FPM_ON_PATH -> fpm("FOLDER/socket", "");
            case FPM_ON_PORT -> fpm("127.0.0.1:PORT", "127.0.0.1:");
            case FPM_ON_ANY -> fpm("PORT", "127.0.0.1:");
        };
    }

    private static Preforked procManager() {
        TestPool pool = TestPool.start(4, "bare");
        return new Preforked(
                pool.socket().toString(),
                pool.pidfile(),
                pool.folder(),
                () -> pool.children().stream().map(Integer::longValue).toList(),
                pool);
    }

    private static Preforked fpm(String listen, String host) {
        ManagerProcess pool =
                ManagerProcess.start(FPM, Map.of("LISTEN", listen), p -> p.children().size() == 4);
        return new Preforked(
                host.isEmpty() ? pool.folder().resolve("socket").toString() : host + pool.port(),
                pool.folder().resolve("fpm.pid"),
                pool.folder(),
                pool::children,
                pool);
    }

    /// A `serve` that is attached to it, in a folder of its own.
    public Served served(Path ofIts, String... options) {
        var args = new ArrayList<>(List.of("--attach", address));
        args.addAll(List.of("--pidfile", pidfile.toString()));
        args.addAll(List.of(options));
        return Served.start(ofIts, args.toArray(String[]::new));
    }

    /// The workers' processes, by their pids.
    public Collection<Long> pids() {
        return workers.get();
    }

    @Override
    public void close() {
        try {
            pool.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
