package dev.kidreaper.show;

import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.ForeignText;
import dev.kidreaper.model.FoundPool;
import dev.kidreaper.model.ManagerTarget;
import dev.kidreaper.model.Size;
import dev.kidreaper.model.SuggestedPool;
import java.util.List;
import java.util.stream.Collectors;

/// A first configuration, in TOML, with the reasons as comments.
public final class StarterConfig {
    private static final String HEAD =
            """
            # The configuration of `kidreaper watch`, for the pools that ran when it was printed.
            # Place: /etc/kidreaper/kidreaper.toml. Next:
            #   kidreaper check --live --config FILE    what it would do now
            #   kidreaper watch --config FILE           keeps the pools
            # Every pool is only observed. Without its `observe = true` its workers are recycled.
            # A manager of an unknown kind is not in this list: name its pidfile or its unit.
            """;

    private static final String FROM_SIZES =
            "At least twice the usual worker, three times a new one, and 16M";

    private StarterConfig() {}

    /// The text, without a line end after the last line. With no pool to keep it says how one
    /// looks.
    ///
    /// @param leftOut pools that run and are kept already
    public static String of(List<SuggestedPool> pools, List<FoundPool> leftOut) {
        String rest = leftOut.stream().map(StarterConfig::leftOut).collect(Collectors.joining());
        return pools.isEmpty()
                ? HEAD
                        + rest
                        + """

                        # No pool of a known kind runs here that nobody keeps. A pool looks so:
                        # [[pool]]
                        # name = "web"
                        # pidfile = "/run/myapp.pid"
                        # limit = "120M\"\
                        """
                : HEAD
                        + rest
                        + pools.stream().map(StarterConfig::pool).collect(Collectors.joining());
    }

    private static String leftOut(FoundPool pool) {
        return "# Left out: %s, manager %s: %s\n"
                .formatted(comment(pool.name()), pool.manager().id(), comment(whyLeftOut(pool)));
    }

    /// Why no configuration is suggested for a pool that runs.
    public static String whyLeftOut(FoundPool pool) {
        FoundPool.Keeper keeper = pool.keeper();
        return keeper == null
                ? "nobody keeps it"
                : "kidreaper %s keeps it already, as its pool %s"
                        .formatted(keeper.command(), keeper.pool());
    }

    private static String pool(SuggestedPool pool) {
        FoundPool found = pool.found();
        String only = found.manager().profile().onlyPool();
        return """

        # %s: %s, manager %s, %s%s
        [[pool]]
        name = "%s"
        %s
        %sobserve = true
        %s\
        """
                .formatted(
                        comment(found.name()),
                        found.manager().profile().name(),
                        found.manager().id(),
                        PoolText.workers(found.workers().size()),
                        sizes(found),
                        pool.name(),
                        finder(pool.managerTarget()),
                        only == null ? "" : "fpm-pool = " + quoted(only) + "\n",
                        limit(pool));
    }

    private static String sizes(FoundPool found) {
        FoundPool.Newborn newborn = found.newborn();
        if (newborn == null || found.largestUssBytes() == Footprint.UNREAD) {
            return "";
        }
        return ", the largest %s of USS, %s %s"
                .formatted(
                        new Size(found.largestUssBytes()),
                        newborn.atMost() ? "the smallest" : "a new one",
                        newborn.size());
    }

    private static String finder(ManagerTarget target) {
        return switch (target) {
            case ManagerTarget.BySystemdUnit by -> "systemd-unit = " + quoted(by.unit());
            case ManagerTarget.ByPidfile by -> "pidfile = " + quoted(by.file());
            case ManagerTarget.ByCommand by ->
                    "command = "
                            + quoted(by.pattern().toString())
                            + "    # or its pidfile"
                            + (by.user() == null ? "" : "\nuser = " + quoted(by.user()));
            case ManagerTarget.ByPid by -> byPid(by.pid());
            case ManagerTarget.Started by -> byPid(by.pid());
        };
    }

    private static String byPid(int pid) {
        return "pid = " + pid + "    # for a trial: write its pidfile or unit here";
    }

    private static String limit(SuggestedPool pool) {
        String untouchable = pool.found().manager().profile().untouchable();
        if (untouchable != null) {
            return "# It stays observed: " + comment(untouchable) + "\n";
        }
        Size limit = pool.limit();
        return limit == null
                ? "# limit = \"120M\"    # no worker was weighed: run this as root\n"
                : """
                # %s: %s now.
                limit = "%dM"
                """
                        .formatted(
                                pool.reason() == null ? FROM_SIZES : comment(pool.reason()),
                                pool.over() == 0 ? "no worker would go" : pool.over() + " would go",
                                limit.bytes() >> 20);
    }

    /// A text in a comment: on one line.
    private static String comment(String text) {
        return ForeignText.harmless(text).replace('\n', ' ');
    }

    /// A string of TOML. Control characters are escaped there as in JSON.
    private static String quoted(String text) {
        String marks = text.replace("\\", "\\\\").replace("\"", "\\\"");
        return "\"" + ForeignText.escaped(marks) + "\"";
    }
}
