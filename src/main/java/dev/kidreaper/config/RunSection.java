package dev.kidreaper.config;

import dev.kidreaper.model.Limits;
import dev.kidreaper.model.RecyclePolicy;
import dev.kidreaper.model.RunSettings;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A `[pool.run]`: a pool whose manager we start, behind a gate.
///
/// @param pool the `[[pool]]` that it belongs to
record RunSection(Section section, Section pool) {
    private static final String STARTED = "kidreaper starts this pool's manager: leave it out";

    private static final int MOST = 1_000_000_000;
    private static final Duration STOP_WITHIN = Duration.ofSeconds(30);

    /// The pool; null if it cannot be used, which is then among the problems.
    @Nullable RunSettings read(@Nullable String name, Limits limits, RecyclePolicy policy) {
        refuse();
        if (!section.has("command")) {
            section.configProblems()
                    .missing(
                            section.at(),
                            "nothing says how to start the manager: write command, in the"
                                    + " foreground, such as [\"/usr/sbin/php-fpm8.2\","
                                    + " \"--nodaemonize\"]");
        }
        List<String> command = section.words("command", "/usr/sbin/php-fpm8.2");
        int maxRequests = number("max-requests");
        int jitter = number("jitter");
        Duration stopWithin = section.text("stop-within", "30s", Amounts::duration);
        boolean renounce = section.flag("no-new-privs");
        if (name == null || command.isEmpty()) {
            return null;
        }
        try {
            return new RunSettings(
                    name,
                    command,
                    limits,
                    maxRequests,
                    jitter,
                    renounce,
                    new RunSettings.Keeping(true, stopWithin == null ? STOP_WITHIN : stopWithin),
                    policy);
        } catch (IllegalArgumentException e) {
            section.configProblems().wrong(section.at(), String.valueOf(e.getMessage()));
            return null;
        }
    }

    private int number(String key) {
        Integer said = section.number(key, 0, MOST);
        return said == null ? 0 : said;
    }

    /// Refuses what says how a running manager is found.
    static void refuseFinders(Section pool) {
        PoolSection.FINDERS.stream().filter(pool::has).forEach(key -> pool.wrong(key, STARTED));
    }

    /// Refuses what says which manager it is, or of which kind.
    private void refuse() {
        refuseFinders(pool);
        if (pool.has("fpm-pool")) {
            pool.wrong("fpm-pool", STARTED);
        }
        if (pool.has("user")) {
            pool.wrong(
                    "user",
                    "kidreaper starts this pool's manager as its own user: leave it out, and begin"
                            + " the command with setpriv or runuser");
        }
        Stream.of("profile", "custom")
                .filter(pool::has)
                .forEach(key ->
                        pool.wrong(
                                key,
                                "a manager that kidreaper starts is recognised by itself: leave it"
                                        + " out"));
        if (pool.has("serve")) {
            pool.wrong(
                    "serve",
                    "a pool has [pool.serve] or [pool.run]: either its requests are handed out, or"
                            + " its manager is started");
        }
    }
}
