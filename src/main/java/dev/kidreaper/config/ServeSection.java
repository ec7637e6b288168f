package dev.kidreaper.config;

import dev.kidreaper.model.Limits;
import dev.kidreaper.model.ListenAddress;
import dev.kidreaper.model.Listening;
import dev.kidreaper.model.ManagerTarget;
import dev.kidreaper.model.PreforkCommand;
import dev.kidreaper.model.ProfileChoice;
import dev.kidreaper.model.RecyclePolicy;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.model.ServeSettings.Handing;
import dev.kidreaper.model.ServeSettings.Source;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A `[pool.serve]`: a pool whose requests we hand out ourselves.
record ServeSection(Section section) {
    private static final int MOST = 1_000_000_000;
    private static final int USUAL_WORKERS = 5;
    private static final Duration STOP_WITHIN = Duration.ofSeconds(30);

    /// The pool; null if it cannot be used, which is then among the problems.
    ///
    /// @param manager of the workers, if they are attached
    /// @param profile of that manager
    @Nullable ServeSettings read(
            @Nullable String name,
            @Nullable ManagerTarget manager,
            @Nullable ProfileChoice profile,
            Limits limits,
            RecyclePolicy policy) {
        Listening listening = listening();
        Source source = source(manager, profile);
        if (name == null || listening == null || source == null) {
            return null;
        }
        try {
            return new ServeSettings(
                    name,
                    listening,
                    source,
                    limits,
                    number("max-requests", 0, MOST, 0),
                    number("jitter", 0, MOST, 0),
                    number("surge", 0, ServeSettings.MOST_WORKERS, 1),
                    handing(),
                    duration("stop-within", STOP_WITHIN),
                    policy);
        } catch (IllegalArgumentException e) {
            section.configProblems().wrong(section.at(), String.valueOf(e.getMessage()));
            return null;
        }
    }

    private Handing handing() {
        Handing usual = Handing.USUAL;
        return new Handing(
                section.flag("spread"),
                number("queue", 0, MOST, usual.mostWaiting()),
                duration("queue-timeout", usual.waitAtMost()),
                section.text("request-timeout", "30s", Amounts::duration),
                number("connections", 1, MOST, usual.mostClients()));
    }

    private @Nullable Listening listening() {
        Listening listening = section.text("listen", "/run/myapp.sock", ServeSection::address);
        if (!section.has("listen")) {
            section.configProblems()
                    .missing(
                            section.at(),
                            "nothing says where web servers find the pool: write listen ="
                                    + " \"/run/myapp.sock\"");
        }
        String mode = section.text("mode", "rw-rw----", Permissions::parse);
        String owner = section.text("owner", "www-data", text -> text);
        String unknown = owner == null ? null : Owners.unknown(owner);
        if (unknown != null) {
            section.configProblems().doubtful(section.place("owner"), "owner: " + unknown);
        }
        return listening instanceof Listening.OnPath place
                ? new Listening.OnPath(place.path(), mode == null ? place.mode() : mode, owner)
                : listening;
    }

    private static Listening address(String text) {
        return text.startsWith("/")
                ? new Listening.OnPath(Paths.socket(text), Listening.OnPath.USUAL_MODE, null)
                : new Listening.OnPort(ListenAddress.parse(text));
    }

    private @Nullable Source source(
            @Nullable ManagerTarget manager, @Nullable ProfileChoice profile) {
        Listening attach = section.text("attach", "/run/workers.sock", ServeSection::address);
        List<String> command = section.words("command", "/srv/myapp/fastcgi.pl");
        if (!section.has("attach") && !section.has("command")) {
            section.configProblems()
                    .wrong(
                            section.at(),
                            "nothing says what serves: write command = [\"/srv/myapp/fastcgi.pl\"],"
                                    + " or attach, where a running manager's workers accept");
            return null;
        }
        if (isOwn()) {
            return own(command, attach, profile);
        }
        if (attach != null) {
            return manager == null || profile == null
                    ? null
                    : new Source.Attached(attach, manager, profile);
        }
        int workers = number("workers", 1, ServeSettings.MOST_WORKERS, USUAL_WORKERS);
        int fewest = number("min-workers", 1, ServeSettings.MOST_WORKERS, workers);
        int most = number("max-workers", 1, ServeSettings.MOST_WORKERS, Math.max(workers, fewest));
        if (fewest > most) {
            section.wrong("max-workers", "fewer than min-workers, %d".formatted(fewest));
            return null;
        }
        return command.isEmpty() ? null : new Source.Spawned(command, fewest, most);
    }

    private @Nullable Source own(
            List<String> command, @Nullable Listening attach, @Nullable ProfileChoice profile) {
        Stream.of("workers", "min-workers", "max-workers")
                .filter(section::has)
                .forEach(key ->
                        section.wrong(
                                key,
                                "command is a manager, which decides how many workers there are:"
                                        + " leave it out, or write prefork = false"));
        if (command.isEmpty() || profile == null || (attach == null && section.has("attach"))) {
            return null;
        }
        try {
            return new Source.Prefork(command, attach, profile);
        } catch (IllegalArgumentException e) {
            section.wrong("command", String.valueOf(e.getMessage()));
            return null;
        }
    }

    /// Whether the workers are those of a running manager.
    boolean isAttached() {
        return section.has("attach") && !section.has("command");
    }

    /// Whether the workers are those of a manager that we start.
    boolean isOwn() {
        if (!section.has("command")) {
            return false;
        }
        if (section.has("prefork")) {
            return section.flag("prefork");
        }
        List<String> command = section.words("command", "/srv/myapp/fastcgi.pl");
        return section.has("attach") || PreforkCommand.why(command).isPresent();
    }

    private int number(String key, int least, int most, int usual) {
        Integer said = section.number(key, least, most);
        return said == null ? usual : said;
    }

    private Duration duration(String key, Duration usual) {
        Duration said = section.text(key, "10s", Amounts::duration);
        return said == null ? usual : said;
    }
}
