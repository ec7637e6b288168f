package dev.kidreaper.model;

import java.util.List;
import java.util.Optional;

/// The kinds of manager that are known. What each entry says was tried against the real program:
/// see `docs/profiles.md`.
public final class Profiles {
    /// Every other kind: its pools are shown, and signalled only when the operator names the
    /// signal.
    public static final Profile UNKNOWN =
            Profile.named("unknown").idleIn(IdleWait.ACCEPT, IdleWait.POLL, IdleWait.LOCK).build();

    /// All kinds that can be recognised.
    public static final List<Profile> ALL =
            List.of(
                    PerlProfiles.FCGI_PROCMANAGER,
                    PhpProfiles.PHP_FPM,
                    UwsgiProfile.UWSGI,
                    PythonProfiles.GUNICORN,
                    RubyProfiles.UNICORN,
                    RubyProfiles.PUMA,
                    RubyProfiles.PUMA_FORK_WORKER,
                    PerlProfiles.STARMAN,
                    ApacheProfile.APACHE_PREFORK,
                    ApacheProfile.MOD_FCGID,
                    ApacheProfile.PASSENGER,
                    NginxProfile.NGINX,
                    PythonProfiles.UVICORN,
                    PythonProfiles.UVICORN_BEFORE_0_30,
                    PythonProfiles.HYPERCORN,
                    PythonProfiles.CELERY_PREFORK,
                    RubyProfiles.SIDEKIQ);

    private Profiles() {}

    /// The known kind of that name; empty when there is none.
    public static Optional<Profile> named(String name) {
        return ALL.stream().filter(p -> p.name().equals(name)).findFirst();
    }

    /// The names of all known kinds.
    public static List<String> names() {
        return ALL.stream().map(Profile::name).toList();
    }
}
