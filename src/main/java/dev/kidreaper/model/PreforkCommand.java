package dev.kidreaper.model;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Whether the words of a command tell that it is a manager that forks workers of its own.
public final class PreforkCommand {
    private static final Pattern FPM = Pattern.compile("php-?fpm[\\d.]*");
    private static final Pattern LISTEN = Pattern.compile("-l.*|--listen(=.*)?");
    private static final Pattern WORKERS = Pattern.compile("-n(\\d+)?|--nproc(=\\d+)?");

    private PreforkCommand() {}

    /// Why it is one; empty: the words do not tell.
    public static Optional<String> why(List<String> command) {
        if (isPhpFpm(command)) {
            return Optional.of("php-fpm forks its workers itself");
        }
        boolean listens = command.stream().anyMatch(w -> LISTEN.matcher(w).matches());
        boolean counts = command.stream().anyMatch(w -> WORKERS.matcher(w).matches());
        return listens && counts
                ? Optional.of(
                        "-l and -n are options of programs with FCGI::ProcManager, which forks"
                                + " their workers")
                : Optional.empty();
    }

    /// Whether it is php-fpm, which listens only where its own configuration says.
    public static boolean isPhpFpm(List<String> command) {
        return command.stream()
                .limit(1)
                .map(w -> w.substring(w.lastIndexOf('/') + 1))
                .anyMatch(name -> FPM.matcher(name).matches());
    }
}
