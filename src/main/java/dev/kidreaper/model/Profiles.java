package dev.kidreaper.model;

import java.util.List;
import java.util.Set;

/// The kinds of manager that are known. What each entry says was tried against the real program:
/// see `docs/profiles.md`.
public final class Profiles {
    /// `FCGI::ProcManager`, alone or under Plack and Catalyst. HUP and TERM are counted by a
    /// handler and obeyed after the request; idle, they break `accept`. The handler is perl code
    /// that runs inside the C signal context, so amid the worker's own code it can corrupt the
    /// heap; between `accept` and the last parameter it makes the request run with a truncated
    /// environment.
    public static final Profile FCGI_PROCMANAGER =
            new Profile(
                    "fcgi-procmanager",
                    Signal.HUP,
                    Set.of(Signal.QUIT, Signal.INT, Signal.USR1, Signal.USR2),
                    List.of("perl-fcgi-pm"),
                    "perl-fcgi",
                    Set.of(Wait.ACCEPT),
                    Set.of(Moment.ACCEPTED, Moment.SERVING));

    /// php-fpm: QUIT lets a worker finish; every other signal ends it amid its request.
    public static final Profile PHP_FPM =
            new Profile(
                    "php-fpm",
                    Signal.QUIT,
                    Set.of(Signal.HUP, Signal.TERM, Signal.INT, Signal.USR1, Signal.USR2),
                    List.of("php-fpm: master process"),
                    "php-fpm: pool ",
                    Set.of(Wait.ACCEPT, Wait.POLL, Wait.LOCK),
                    Set.of(Moment.ACCEPTED, Moment.SERVING, Moment.BUSY));

    /// Everything else: observed, and signalled only when the operator names the signal.
    public static final Profile UNKNOWN =
            new Profile(
                    "unknown",
                    null,
                    Set.of(),
                    List.of(),
                    null,
                    Set.of(Wait.ACCEPT, Wait.POLL, Wait.LOCK),
                    Set.of());

    /// All that can be recognised.
    public static final List<Profile> ALL = List.of(FCGI_PROCMANAGER, PHP_FPM);

    private Profiles() {}
}
