package dev.kidreaper.config;

import dev.kidreaper.model.CommandPattern;
import dev.kidreaper.model.Limits;
import dev.kidreaper.model.ManagerTarget;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.PoolSettings;
import dev.kidreaper.model.ProfileChoice;
import dev.kidreaper.model.RecyclePolicy;
import dev.kidreaper.model.RunSettings;
import dev.kidreaper.model.ServeSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One `[[pool]]`.
///
/// @param byName whether it is php-fpm's pool of its name
record PoolSection(Section section, boolean byName) {
    static final List<String> FINDERS = List.of("pidfile", "pid", "systemd-unit", "command");
    private static final List<String> OF_MANAGER =
            List.of("pidfile", "pid", "systemd-unit", "command", "user", "fpm-pool");

    /// Units that have no processes of their own, or whose processes somebody else starts.
    private static final List<String> OTHER_UNITS =
            List.of(".socket", ".timer", ".target", ".path", ".mount", ".slice", ".scope");

    private static final List<String> KINDS = List.of("profile", "custom");
    private static final List<String> LIMITS =
            List.of("limit", "max-age", "pool-limit", "min-available", "max-pressure");

    /// The pool; null if it cannot be used, which is then among the problems.
    @Nullable PoolSettings read() {
        String name = name();
        ManagerTarget managerTarget = managerTarget();
        ProfileChoice profile = new ProfileSection(section, byName).read();
        boolean observe = section.flag("observe");
        Limits limits = limits(observe);
        RecyclePolicy policy = pace().policy(RecyclePolicy.WATCHED, observe);
        checkAge(limits, policy);
        if (!section.configProblems().areNone()) {
            return null;
        }
        return new PoolSettings(
                Objects.requireNonNull(name),
                Objects.requireNonNull(managerTarget),
                profile,
                limits,
                policy);
    }

    private void checkAge(Limits limits, RecyclePolicy policy) {
        if (limits.maxAge() != null && limits.maxAge().compareTo(policy.pace().newborn()) <= 0) {
            section.wrong("max-age", "a worker of that age is still a newborn");
        }
    }

    private PaceSection pace() {
        return new PaceSection(section.section("pace", Keys.PACE), section.configProblems());
    }

    /// The pool, if we hand out its requests; null if we do not, or if it cannot be used.
    @Nullable ServeSettings readServed() {
        Section inner = section.section("serve", Keys.SERVE);
        if (inner == null) {
            return null;
        }
        var serve = new ServeSection(inner);
        boolean attached = serve.isAttached();
        ManagerTarget manager = attached ? managerTarget() : null;
        boolean managed = attached || serve.isOwn();
        ProfileChoice profile = managed ? new ProfileSection(section, byName).read() : null;
        if (!managed) {
            refuseForSpawned();
        } else if (!attached) {
            RunSection.refuseFinders(section);
        }
        RecyclePolicy usual = managed ? RecyclePolicy.ATTACHED : RecyclePolicy.SPAWNED;
        RecyclePolicy policy = pace().policy(usual, section.flag("observe"));
        if (section.has("with-children")) {
            section.wrong(
                    "with-children",
                    "a worker whose requests we hand out is weighed alone: leave it out");
        }
        Limits limits = limits(true);
        checkAge(limits, policy);
        return serve.read(name(), manager, profile, limits, policy);
    }

    /// Refuses keys about a manager: workers that we start ourselves have none.
    private void refuseForSpawned() {
        for (String way : OF_MANAGER.stream().filter(section::has).toList()) {
            section.wrong(way, "kidreaper starts the workers of this pool itself: leave it out");
        }
        for (String kind : KINDS.stream().filter(section::has).toList()) {
            section.wrong(kind, "workers that we start ourselves are asked by no signal");
        }
        Section pace = section.section("pace", Keys.PACE);
        if (pace != null && pace.has("deadline")) {
            pace.wrong(
                    "deadline",
                    "workers that we start ourselves have none: write kill-after to end one that"
                            + " does not leave");
        }
    }

    /// The pool, if we start its manager; null if we do not, or if it cannot be used.
    @Nullable RunSettings readRun() {
        Section inner = section.section("run", Keys.RUN);
        if (inner == null) {
            return null;
        }
        RecyclePolicy policy = pace().policy(RecyclePolicy.GATED, section.flag("observe"));
        Limits limits = limits(true);
        checkAge(limits, policy);
        return new RunSection(inner, section).read(name(), limits, policy);
    }

    /// Whether we start the pool's manager.
    boolean isRun() {
        return section.has("run");
    }

    /// Whether we hand out the pool's requests.
    boolean isServed() {
        return section.has("serve");
    }

    private @Nullable String name() {
        if (!section.has("name")) {
            section.configProblems()
                    .missing(section.at(), "this pool has no name: write name = \"web\"");
            return null;
        }
        return section.text(
                "name",
                "web",
                text -> {
                    if (!PoolSettings.isName(text)) {
                        throw new IllegalArgumentException(
                                ("'%s' is not a name: write one word of at most 64 letters, digits,"
                                                + " dots, dashes and underscores")
                                        .formatted(text));
                    }
                    return text;
                });
    }

    private @Nullable ManagerTarget managerTarget() {
        String user = section.text("user", "myapp", PoolSection::user);
        var found = new ArrayList<ManagerTarget>();
        found.add(
                section.text(
                        "pidfile",
                        "/run/myapp.pid",
                        t -> new ManagerTarget.ByPidfile(Paths.of(t))));
        Integer pid = section.number("pid", 1, ManagerTarget.LARGEST_PID);
        if (pid != null) {
            found.add(new ManagerTarget.ByPid(pid));
            section.configProblems()
                    .doubtful(
                            section.place("pid"),
                            "pid: it changes with the manager's next start; a pidfile,"
                                    + " systemd-unit or command finds the manager again");
        }
        found.add(section.text("systemd-unit", "myapp.service", PoolSection::unit));
        found.add(
                section.text(
                        "command",
                        "^/usr/bin/myapp-manager ",
                        t -> new ManagerTarget.ByCommand(CommandPattern.parse(t), user)));
        if (user != null && !section.has("command")) {
            section.configProblems()
                    .doubtful(
                            section.place("user"),
                            "user: it counts only for a pool that is found by command");
        }
        List<String> ways = FINDERS.stream().filter(section::has).toList();
        if (!section.hasOrMeans(FINDERS)) {
            section.configProblems()
                    .missing(
                            section.at(),
                            "nothing says how to find this pool's manager: write one of "
                                    + String.join(", ", FINDERS));
        }
        for (String way : ways.stream().skip(1).toList()) {
            section.wrong(
                    way,
                    "this pool's manager is already found by %s: exactly one of %s is allowed"
                            .formatted(ways.getFirst(), String.join(", ", FINDERS)));
        }
        return found.stream().filter(Objects::nonNull).findFirst().orElse(null);
    }

    /// Refuses what means several services: they have no manager in common.
    private static void refuseSeveral(String unit) {
        if (unit.matches(".*@(\\.service)?") || unit.contains("*")) {
            throw new IllegalArgumentException(
                    ("'%s' is not one service: write one whose main process forks the workers, such"
                                    + " as myapp.service or uwsgi@blog; services that share one"
                                    + " socket have no manager and are not supported, so start them"
                                    + " by [pool.serve], or set MemoryMax= in their unit")
                            .formatted(unit));
        }
    }

    private static ManagerTarget unit(String text) {
        refuseSeveral(text);
        boolean isOther = OTHER_UNITS.stream().anyMatch(text::endsWith);
        boolean isFull = text.endsWith(ManagerTarget.BySystemdUnit.SUFFIX);
        try {
            return new ManagerTarget.BySystemdUnit(
                    isFull || isOther ? text : text + ManagerTarget.BySystemdUnit.SUFFIX);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'%s' is not a service: write its name, such as myapp.service or uwsgi@blog"
                            .formatted(text),
                    e);
        }
    }

    private Limits limits(boolean observe) {
        if (!observe && !section.hasOrMeans(LIMITS)) {
            section.configProblems()
                    .missing(
                            section.at(),
                            "this pool has no limit: write one of %s, or observe = true"
                                    .formatted(String.join(", ", LIMITS)));
        }
        Measure measure = section.text("measure", "uss", PoolSection::measure);
        return new Limits(
                section.text("limit", "120M", Amounts::amount),
                measure == null ? Measure.USS : measure,
                measure != null,
                section.flag("with-children"),
                section.text("max-age", "12h", Amounts::age),
                section.text("pool-limit", "1G", Amounts::portion),
                section.text("min-available", "10%", Amounts::portion),
                section.text("max-pressure", "20%", Amounts::percent));
    }

    private static String user(String text) {
        if (!text.matches("[A-Za-z0-9_][A-Za-z0-9_.@-]{0,63}\\$?")) {
            throw new IllegalArgumentException("'" + text + "' is no user's name, such as nobody");
        }
        return text;
    }

    private static Measure measure(String text) {
        List<String> all = Arrays.stream(Measure.values()).map(Measure::label).toList();
        return Measure.named(text)
                .orElseThrow(() -> new IllegalArgumentException(Keys.noSuch("measure", text, all)));
    }
}
