package dev.kidreaper.discover;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The names of pools that were found: what an operator would call them.
final class PoolNames {
    private static final String SUFFIX = ".service";

    /// Debian calls the program `php-fpm8.2` and its service `php8.2-fpm`.
    private static final Pattern FPM = Pattern.compile(".*/php-fpm([0-9.]+)");

    private PoolNames() {}

    /// The name of a manager: its service's, else its kind's. php-fpm's has its version, as
    /// Debian's service has.
    ///
    /// @param program the path of what it executes; empty: not known
    /// @param unit null: none
    static String of(String kind, String program, @Nullable String unit) {
        if (unit != null) {
            return unit.substring(0, unit.length() - SUFFIX.length());
        }
        var fpm = FPM.matcher(program);
        return fpm.matches() ? "php" + fpm.group(1) + "-fpm" : kind;
    }

    /// The same names, those that occur twice with the pid behind.
    ///
    /// @param names by pid
    static Map<Integer, String> apart(Map<Integer, String> names) {
        Map<String, Long> times =
                names.values().stream()
                        .collect(Collectors.groupingBy(n -> n, Collectors.counting()));
        var apart = new TreeMap<Integer, String>();
        names.forEach((pid, name) ->
                apart.put(pid, times.getOrDefault(name, 0L) > 1 ? name + "-" + pid : name));
        return apart;
    }
}
