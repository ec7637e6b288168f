package dev.kidreaper.config;

import dev.kidreaper.model.CommandPattern;
import dev.kidreaper.model.IdleWait;
import dev.kidreaper.model.PhpProfiles;
import dev.kidreaper.model.ProcessSignature;
import dev.kidreaper.model.Profile;
import dev.kidreaper.model.ProfileChoice;
import dev.kidreaper.model.Profiles;
import dev.kidreaper.model.Signal;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The kind of manager that a `[[pool]]` names: `profile`, `[pool.custom]`, or nothing.
///
/// @param byName whether it is php-fpm's pool of its name
record ProfileSection(Section pool, boolean byName) {
    private static final int LONGEST_TITLE = 256;

    ProfileChoice read() {
        Profile named = pool.text("profile", "php-fpm", ProfileSection::named);
        Section custom = pool.section("custom", Keys.CUSTOM);
        String fpmPool = pool.text(byName ? "name" : "fpm-pool", "www", ProfileSection::fpmPool);
        if (fpmPool != null) {
            return ofFpmPool(fpmPool, named, custom);
        }
        if (custom != null) {
            if (pool.has("profile")) {
                pool.wrong(
                        "custom",
                        "this pool already has a profile: write either profile or [pool.custom]");
            }
            return custom(custom);
        }
        return named == null ? new ProfileChoice.Recognised() : new ProfileChoice.Named(named);
    }

    private ProfileChoice ofFpmPool(
            String fpmPool, @Nullable Profile named, @Nullable Section custom) {
        boolean isOfFpm = named == null || named.only(fpmPool).isPresent();
        if (custom != null || !isOfFpm) {
            pool.wrong(
                    "fpm-pool",
                    "only php-fpm has several pools below one manager: leave fpm-pool out, or %s"
                            .formatted(custom != null ? "[pool.custom]" : "profile"));
        }
        return PhpProfiles.PHP_FPM
                .only(fpmPool)
                .<ProfileChoice>map(ProfileChoice.Named::new)
                .orElseThrow();
    }

    private static String fpmPool(String text) {
        if (text.isBlank() || text.length() > LONGEST_TITLE) {
            throw new IllegalArgumentException(
                    "'%s' is not the name of a pool: write what stands in brackets in php-fpm's"
                                    .formatted(text)
                            + " configuration, such as www");
        }
        return text;
    }

    private static Profile named(String text) {
        return Profiles.named(text)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                Keys.noSuch("profile", text, Profiles.names())));
    }

    private static ProfileChoice custom(Section section) {
        Signal signal =
                section.text(
                        "signal", "HUP", t -> signal("graceful signal", t, Signal::canAskToLeave));
        if (!section.has("signal")) {
            section.configProblems()
                    .missing(
                            section.at(),
                            "[pool.custom] has no signal: write the one on which a worker finishes"
                                    + " its request and leaves");
        }
        List<Signal> deadly = section.texts("deadly", "TERM", t -> signal("signal", t, _ -> true));
        List<String> titles =
                section.texts("manager-title", "myapp: master", ProfileSection::title);
        CommandPattern command =
                section.text("manager-command", "^/usr/bin/myapp-manager ", CommandPattern::parse);
        String worker = section.text("worker-title", "myapp: worker", ProfileSection::title);
        if (worker != null && !section.has("manager-title")) {
            section.configProblems()
                    .missing(
                            section.place("worker-title"),
                            "worker-title: a worker that still has its manager's title is a"
                                    + " newborn, so manager-title is needed as well");
        }
        return choice(section, signal, deadly, titles, worker, command);
    }

    private static ProfileChoice choice(
            Section section,
            @Nullable Signal signal,
            List<Signal> deadly,
            List<String> titles,
            @Nullable String worker,
            @Nullable CommandPattern command) {
        if (signal == null) {
            return new ProfileChoice.Recognised(); // Never used: a problem has been reported.
        }
        if (deadly.contains(signal)) {
            section.wrong("deadly", signal + " is this pool's graceful signal: it cannot be both");
            return new ProfileChoice.Recognised();
        }
        var profile =
                Profile.named("custom")
                        .graceful(signal)
                        .deadly(deadly.toArray(Signal[]::new))
                        .idleIn(IdleWait.values());
        if (!titles.isEmpty()) {
            profile.manager(ProcessSignature.titled(titles.toArray(String[]::new)));
        }
        if (worker != null) {
            profile.worker(ProcessSignature.titled(worker));
        }
        return new ProfileChoice.Custom(profile.build(), command);
    }

    private static Signal signal(String what, String text, Predicate<Signal> allowed) {
        List<String> names =
                Arrays.stream(Signal.values()).filter(allowed).map(Signal::name).toList();
        return Signal.named(text)
                .filter(allowed)
                .orElseThrow(() -> new IllegalArgumentException(Keys.noSuch(what, text, names)));
    }

    private static String title(String text) {
        if (text.isBlank() || text.length() > LONGEST_TITLE) {
            throw new IllegalArgumentException(
                    "'%s' is not the beginning of a title: write 1 to 256 characters"
                            .formatted(text));
        }
        return text;
    }
}
