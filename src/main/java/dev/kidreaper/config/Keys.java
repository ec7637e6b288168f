package dev.kidreaper.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The keys that each table of a configuration may have.
final class Keys {
    /// The keys of each table, by the header that an operator writes.
    static final Map<String, List<String>> OF =
            Map.ofEntries(
                    Map.entry(
                            Keys.TOP,
                            List.of("pool", "control", "history", "web", "hook", "fleet")),
                    Map.entry(Keys.SNIPPET, List.of("pool")),
                    Map.entry(
                            Keys.POOL,
                            List.of(
                                    "name",
                                    "pidfile",
                                    "pid",
                                    "systemd-unit",
                                    "command",
                                    "user",
                                    "profile",
                                    "fpm-pool",
                                    "custom",
                                    "observe",
                                    "limit",
                                    "measure",
                                    "with-children",
                                    "max-age",
                                    "pool-limit",
                                    "min-available",
                                    "max-pressure",
                                    "pace",
                                    "serve",
                                    "run")),
                    Map.entry(
                            Keys.RUN,
                            List.of(
                                    "command",
                                    "max-requests",
                                    "jitter",
                                    "no-new-privs",
                                    "stop-within")),
                    Map.entry(
                            Keys.SERVE,
                            List.of(
                                    "listen",
                                    "mode",
                                    "owner",
                                    "command",
                                    "attach",
                                    "prefork",
                                    "workers",
                                    "min-workers",
                                    "max-workers",
                                    "max-requests",
                                    "jitter",
                                    "surge",
                                    "request-timeout",
                                    "queue",
                                    "queue-timeout",
                                    "connections",
                                    "spread",
                                    "stop-within")),
                    Map.entry(
                            Keys.CUSTOM,
                            List.of(
                                    "signal",
                                    "deadly",
                                    "manager-title",
                                    "manager-command",
                                    "worker-title")),
                    Map.entry(
                            Keys.PACE,
                            List.of(
                                    "at-once",
                                    "pause",
                                    "newborn",
                                    "deadline",
                                    "kill-after",
                                    "blackout")),
                    Map.entry(Keys.CONTROL, List.of("socket")),
                    Map.entry(Keys.HISTORY, List.of("file")),
                    Map.entry(Keys.WEB, List.of("listen", "names", "worker-metrics")),
                    Map.entry(
                            Keys.HOOK,
                            List.of(
                                    "name", "on", "pools", "command", "user", "timeout",
                                    "at-most")),
                    Map.entry(
                            Keys.FLEET,
                            List.of(
                                    "group",
                                    "host",
                                    "engine",
                                    "endpoints",
                                    "user",
                                    "password-file",
                                    "ca",
                                    "at-once",
                                    "failures",
                                    "presume-gone",
                                    "soak",
                                    "version",
                                    "version-file",
                                    "hold-when")));

    static final String TOP = "the file's top";
    static final String SNIPPET = "a file in conf.d";
    static final String POOL = "[[pool]]";
    static final String CUSTOM = "[pool.custom]";
    static final String SERVE = "[pool.serve]";
    static final String RUN = "[pool.run]";
    static final String PACE = "[pool.pace]";
    static final String CONTROL = "[control]";
    static final String HISTORY = "[history]";
    static final String WEB = "[web]";
    static final String HOOK = "[[hook]]";
    static final String FLEET = "[fleet]";

    private Keys() {}

    /// The sentence for a key that a table must not have.
    static String unknown(String key, String table) {
        List<String> allowed = OF.getOrDefault(table, List.of());
        String found = "%s has no key \"%s\"".formatted(table, Suggestions.onOneLine(key, 60));
        Optional<String> near = Suggestions.nearest(key, allowed);
        if (near.isPresent()) {
            String meant = table.equals(TOP) ? header(near.get()) : "\"%s\"".formatted(near.get());
            return "%s; did you mean %s?".formatted(found, meant);
        }
        if (table.equals(TOP) && key.matches("includes?|import")) {
            return "%s: put more pools into /etc/kidreaper/conf.d/*.toml".formatted(found);
        }
        List<String> homes =
                OF.keySet().stream()
                        .filter(t -> !t.equals(SNIPPET))
                        .filter(t -> OF.getOrDefault(t, List.of()).contains(key))
                        .sorted()
                        .toList();
        String inPool = "[pool.%s]".formatted(key);
        if (table.equals(TOP) && OF.containsKey(inPool)) {
            return "%s; did you mean %s, below its [[pool]]?".formatted(found, inPool);
        }
        return homes.isEmpty()
                ? "%s; it has %s".formatted(found, String.join(", ", allowed))
                : "%s: it belongs to %s".formatted(found, String.join(" or ", homes));
    }

    private static String header(String key) {
        String several = "[[%s]]".formatted(key);
        return OF.containsKey(several) ? several : "[%s]".formatted(key);
    }

    /// The sentence for a name that is not one of the known ones.
    static String noSuch(String what, String name, List<String> known) {
        String found = "'%s' is not a %s".formatted(name, what);
        return Suggestions.nearest(name, known)
                .map(near -> "%s; did you mean \"%s\"?".formatted(found, near))
                .orElseGet(() -> "%s: write one of %s".formatted(found, String.join(", ", known)));
    }
}
