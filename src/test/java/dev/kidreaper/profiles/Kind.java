package dev.kidreaper.profiles;

import dev.kidreaper.testing.ManagerProcess;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// The kinds of manager under test, with four workers each and as Debian ships them.
enum Kind {
    UWSGI(
            "uwsgi",
            "uwsgi --plugin python3 --http-socket 127.0.0.1:PORT --master --processes 4"
                    + " --disable-logging --wsgi-file APPS/app.py",
            "DAMN|rror|raceback"),
    GUNICORN(
            "gunicorn",
            "gunicorn -w 4 -b 127.0.0.1:PORT --chdir APPS app:application",
            "ERROR|CRITICAL|WARNING|terminated|raceback"),
    UNICORN(
            "unicorn",
            "unicorn -l 127.0.0.1:PORT -c FOLDER/unicorn.rb APPS/config.ru",
            "ERROR|WARN|FATAL"),
    PUMA(
            "puma",
            "puma -w 4 -t 1:2 -b tcp://127.0.0.1:PORT APPS/config.ru",
            "rror|Early termination|Terminating timed out"),
    STARMAN(
            "starman",
            "starman --workers 4 --max-requests 1000000 --listen 127.0.0.1:PORT APPS/app.psgi",
            "rror|Tally|No status"),
    APACHE(
            "apache-prefork",
            "/usr/sbin/apache2 -D FOREGROUND -f FOLDER/apache.conf",
            ":(error|crit|alert|emerg|warn)\\]|exit signal"),
    APACHE_PHP(
            "apache-prefork",
            "/usr/sbin/apache2 -D php -D FOREGROUND -f FOLDER/apache.conf",
            APACHE.complaints),
    NGINX(
            "nginx",
            "/usr/sbin/nginx -p FOLDER/ -c pool.conf",
            "\\[(warn|error|crit|alert|emerg)\\]|exited on signal|exited with code [1-9]");

    final String profile;
    private final String command;

    /// What the manager would log if a worker came to harm.
    final String complaints;

    Kind(String profile, String command, String complaints) {
        this.profile = profile;
        this.command = command;
        this.complaints = complaints;
    }

    /// Starts a pool.
    ManagerProcess pool(String... options) {
        return pool(Map.of(), options);
    }

    /// Starts a pool with more options and another environment.
    ManagerProcess pool(Map<String, String> environment, String... options) {
        var words = new java.util.ArrayList<>(Arrays.asList(command.split(" ", -1)));
        words.addAll(1, List.of(options));
        return ManagerProcess.start(words, environment, paths().getFirst());
    }

    /// Starts a pool by a program that starts it.
    ManagerProcess pool(List<String> starter) {
        var words = new java.util.ArrayList<>(starter);
        words.addAll(Arrays.asList(command.split(" ", -1)));
        return ManagerProcess.start(words, Map.of(), paths().getFirst());
    }

    /// What clients ask for meanwhile: something quick, something that waits, something that
    /// computes.
    List<String> paths() {
        String app = this == APACHE_PHP ? "/app.php" : "/";
        return switch (this) {
            case APACHE -> List.of("/index.html", "/index.html", "/cgi?slow=0.02");
            case NGINX -> List.of("/index.html", "/index.html", "/index.html", "/slow.txt");
            case UWSGI, GUNICORN, UNICORN, PUMA, STARMAN, APACHE_PHP ->
                    List.of(app, app, app + "?slow=0.02", app + "?spin=0.005");
        };
    }
}
