package dev.kidreaper.show;

import dev.kidreaper.model.ForeignText;
import dev.kidreaper.model.Limits;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.PoolSettings;
import dev.kidreaper.model.Profile;
import dev.kidreaper.model.ProfileChoice;
import dev.kidreaper.model.RecyclePolicy;
import dev.kidreaper.model.RunSettings;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.model.ServeSettings.Source;
import dev.kidreaper.model.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An operator's configuration in words, one line for each pool.
public final class SettingsText {
    private SettingsText() {}

    /// All pools, a line each.
    public static String pools(Settings settings) {
        return String.join("\n", byName(settings).values());
    }

    /// The line of each pool, by the pool's name.
    public static Map<String, String> byName(Settings settings) {
        var lines = new LinkedHashMap<String, String>();
        settings.pools().forEach(p -> lines.put(p.name(), ForeignText.harmless(pool(p))));
        settings.served().forEach(p -> lines.put(p.name(), ForeignText.harmless(served(p))));
        settings.run().forEach(p -> lines.put(p.name(), ForeignText.harmless(run(p))));
        return lines;
    }

    /// One served pool: `shop: serves /run/shop.sock by 5 workers, limit uss 120M`.
    private static String served(ServeSettings pool) {
        var parts = new ArrayList<String>();
        parts.add(
                switch (pool.workers()) {
                    case Source.Spawned s ->
                            "serves %s by %s workers of %s"
                                    .formatted(
                                            pool.listening(),
                                            s.fewest() == s.most()
                                                    ? "" + s.fewest()
                                                    : s.fewest() + " to " + s.most(),
                                            s.command().getFirst());
                    case Source.Prefork p ->
                            "serves %s by the workers of %s, which it starts"
                                    .formatted(pool.listening(), p.command().getFirst());
                    case Source.Attached a ->
                            "serves %s by the workers at %s of %s"
                                    .formatted(pool.listening(), a.address(), a.manager().words());
                });
        if (pool.workers() instanceof Source.Attached a
                && a.profile() instanceof ProfileChoice.Named named) {
            parts.add(named(named.profile()));
        }
        parts.addAll(limits(pool.limits()));
        if (pool.maxRequests() > 0) {
            parts.add("max-requests " + pool.maxRequests());
        }
        if (pool.policy().observe()) {
            parts.add("only observed");
        }
        pool.policy().blackouts().forEach(b -> parts.add("not " + b));
        return pool.name() + ": " + String.join(", ", parts);
    }

    /// One whose manager we start: `web: starts /usr/bin/gunicorn behind a gate, max-requests
    /// 500±50`.
    private static String run(RunSettings pool) {
        var parts = new ArrayList<String>();
        parts.add("starts %s behind a gate".formatted(pool.command().getFirst()));
        parts.addAll(limits(pool.limits()));
        if (pool.maxRequests() > 0) {
            String jitter = pool.jitter() > 0 ? "±" + pool.jitter() : "";
            parts.add("max-requests " + pool.maxRequests() + jitter);
        }
        if (pool.policy().observe()) {
            parts.add("only observed");
        } else {
            parts.addAll(pace(pool.policy()));
        }
        return pool.name() + ": " + String.join(", ", parts);
    }

    /// One pool: `web: pidfile /run/myapp.pid, limit uss 120M, one at a time, 2s apart`.
    public static String pool(PoolSettings pool) {
        var parts = new ArrayList<String>();
        parts.add(pool.managerTarget().words());
        switch (pool.profile()) {
            case ProfileChoice.Recognised _ -> {}
            case ProfileChoice.Named named -> parts.add(named(named.profile()));
            case ProfileChoice.Custom custom ->
                    parts.add("custom profile with " + custom.profile().graceful());
        }
        parts.addAll(limits(pool.limits()));
        if (pool.policy().observe()) {
            parts.add("only observed");
        } else {
            parts.addAll(pace(pool.policy()));
        }
        return pool.name() + ": " + String.join(", ", parts);
    }

    private static String named(Profile profile) {
        return profile.onlyPool() == null
                ? "profile " + profile.name()
                : "fpm-pool " + profile.onlyPool();
    }

    private static List<String> limits(Limits limits) {
        var parts = new ArrayList<String>();
        add(parts, "limit " + limits.measure().label(), limits.worker());
        if (limits.withChildren()) {
            parts.add("with children");
        }
        add(parts, "max-age", limits.maxAge() == null ? null : exactly(limits.maxAge()));
        add(parts, "pool-limit pss", limits.pool());
        add(parts, "min-available", limits.minAvailable());
        add(parts, "max-pressure", percent(limits.maxPressure()));
        return parts;
    }

    private static @Nullable String percent(@Nullable Double number) {
        return number == null
                ? null
                : String.format(Locale.ROOT, "%.2f", number).replaceFirst("\\.?0+$", "") + "%";
    }

    private static List<String> pace(RecyclePolicy policy) {
        Pace pace = policy.pace();
        var parts = new ArrayList<String>();
        parts.add(policy.atOnce() == 1 ? "one at a time" : policy.atOnce() + " at a time");
        parts.add(exactly(pace.pause()) + " apart");
        if (pace.killAfter() != null) {
            parts.add("KILL after " + exactly(pace.killAfter()));
        }
        policy.blackouts().forEach(b -> parts.add("not " + b));
        return parts;
    }

    private static void add(List<String> parts, String what, @Nullable Object value) {
        if (value != null) {
            parts.add(what + " " + value);
        }
    }

    /// A time as an operator writes it, in the largest unit without a remainder.
    static String exactly(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0 || millis % 1000 != 0) {
            return millis == 0 ? "0s" : millis + "ms";
        }
        long seconds = millis / 1000;
        return seconds % 86_400 == 0
                ? seconds / 86_400 + "d"
                : seconds % 3600 == 0
                        ? seconds / 3600 + "h"
                        : seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
