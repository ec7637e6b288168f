package dev.kidreaper.profiles;

import dev.kidreaper.testing.ManagerProcess;
import dev.kidreaper.testing.Nginx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Pools of four workers that leak, one of each kind of manager, each behind nginx (Apache is its
/// own).
enum Leaking {
    FCGI_PROCMANAGER(
            "perl APPS/procmanager.pl FOLDER/socket 4 FOLDER/pid", Own.NONE, Front.FASTCGI),
    PHP_FPM(
            "/usr/sbin/php-fpm8.2 --nodaemonize --force-stderr -d ffi.enable=1 -y FOLDER/fpm.conf",
            "",
            Front.FASTCGI),
    UWSGI(
            "uwsgi --plugin python3 --http-socket 127.0.0.1:PORT --master --processes 4"
                    + " --disable-logging --wsgi-file APPS/app.py",
            "--reload-on-rss 80 --min-worker-lifetime 0",
            Front.HTTP),
    GUNICORN(
            "gunicorn -w 4 -b 127.0.0.1:PORT --chdir APPS app:application",
            "--max-requests 60",
            Front.HTTP),
    UNICORN("unicorn -l 127.0.0.1:PORT -c FOLDER/unicorn.rb APPS/config.ru", Own.NONE, Front.HTTP),
    PUMA("puma -w 4 -t 1:2 -b tcp://127.0.0.1:PORT APPS/config.ru", Own.NONE, Front.HTTP),
    STARMAN(
            "starman --workers 4 --max-requests 1000000 --listen 127.0.0.1:PORT APPS/app.psgi",
            "--max-requests 60",
            Front.HTTP),
    APACHE_PREFORK(
            "/usr/sbin/apache2 -D FOREGROUND -D perl -f FOLDER/apache.conf",
            "-D few",
            Front.ITSELF);

    private static final class Own {
        static final String NONE = "none";
    }

    private enum Front {
        FASTCGI,
        HTTP,
        ITSELF
    }

    private static final String NEVER = "0";
    private static final String FEW = "60";

    private final String command;
    private final String own;
    private final Front front;

    Leaking(String command, String own, Front front) {
        this.command = command;
        this.own = own;
        this.front = front;
    }

    /// The name of its profile.
    String profile() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /// Whether the manager can recycle its workers by itself.
    boolean hasOwnWay() {
        return !own.equals(Own.NONE);
    }

    /// A pool, and what stands in front of it.
    record Running(ManagerProcess pool, Optional<Nginx> nginx) implements AutoCloseable {
        /// Where its clients go.
        int port() {
            return nginx.map(Nginx::port).orElse(pool.port());
        }

        @Override
        public void close() {
            nginx.ifPresent(Nginx::close);
            pool.close();
        }
    }

    /// Starts one.
    ///
    /// @param ownWay whether the manager recycles its workers by itself
    Running start(boolean ownWay) {
        var words = new ArrayList<>(List.of(command.split(" ", -1)));
        if (ownWay && !own.isEmpty()) {
            words.addAll(List.of(own.split(" ", -1)));
        }
        var environment = Map.of("FEW", ownWay ? FEW : NEVER);
        return switch (front) {
            case FASTCGI -> {
                var pool =
                        ManagerProcess.start(
                                words, environment, p -> Files.exists(socket(p.folder())));
                yield new Running(
                        pool, Optional.of(Nginx.start(pool.folder(), socket(pool.folder()))));
            }
            case HTTP -> {
                var pool = ManagerProcess.start(words, environment, "/");
                yield new Running(pool, Optional.of(Nginx.start(pool.folder(), pool.port())));
            }
            case ITSELF ->
                    new Running(
                            ManagerProcess.start(words, environment, "/index.html"),
                            Optional.empty());
        };
    }

    private static Path socket(Path folder) {
        return folder.resolve("socket");
    }

    /// What clients ask for meanwhile.
    List<String> paths() {
        return switch (front) {
            case FASTCGI, HTTP ->
                    List.of("/?leak=256", "/?leak=256", "/?slow=0.02", "/?spin=0.005");
            case ITSELF ->
                    List.of("/leak?leak=256", "/leak?leak=256", "/leak?slow=0.02", "/index.html");
        };
    }
}
