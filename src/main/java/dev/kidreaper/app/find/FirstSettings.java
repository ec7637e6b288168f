package dev.kidreaper.app.find;

import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.OperatorNote;
import dev.kidreaper.decide.Recognition;
import dev.kidreaper.decide.SuggestedLimit;
import dev.kidreaper.history.look.PastReadings;
import dev.kidreaper.model.CommandPattern;
import dev.kidreaper.model.FoundPool;
import dev.kidreaper.model.ManagerTarget;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.PoolSettings;
import dev.kidreaper.model.Size;
import dev.kidreaper.model.SuggestedPool;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.whatif.Lives;
import dev.kidreaper.whatif.WhatIf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The first configuration for the pools that run on the machine.
public final class FirstSettings {
    private static final Duration LOOK_BACK = Duration.ofDays(7);
    private static final long MIB = 1L << 20;

    private final Proc proc = Proc.ofMachine();
    private final PoolReader pools = new PoolReader(proc, Recognition::of);
    private final Set<String> taken = new HashSet<>();

    private final Path history;

    private FirstSettings(Path history) {
        this.history = history;
    }

    /// What is suggested for the pools that run.
    ///
    /// @param pools a suggestion for each that nobody keeps
    /// @param leftOut those that somebody keeps
    public record Suggested(List<SuggestedPool> pools, List<FoundPool> leftOut) {
        public Suggested {
            pools = List.copyOf(pools);
            leftOut = List.copyOf(leftOut);
        }
    }

    /// A suggestion for each pool that runs and is kept by nobody.
    ///
    /// @param history the file of a daemon that may have kept them before; it need not be there
    public static Suggested suggest(Path history) throws OperatorError {
        var first = new FirstSettings(history);
        var suggested = new ArrayList<SuggestedPool>();
        var leftOut = new ArrayList<FoundPool>();
        for (FoundPool pool : MachinePools.kept()) {
            if (pool.keeper() == null) {
                suggested.add(first.suggest(pool));
            } else {
                leftOut.add(pool);
            }
        }
        return new Suggested(suggested, leftOut);
    }

    private SuggestedPool suggest(FoundPool pool) {
        String name = name(pool);
        Optional<WhatIf> past = past(name, pool);
        Size limit =
                past.map(p -> wholeMib(p.suggested()))
                        .orElseGet(() -> SuggestedLimit.of(pool).orElse(null));
        String reason =
                past.map(p -> "From %d lives of the last week: %s".formatted(p.lives(), p.reason()))
                        .orElse(null);
        long over =
                limit == null
                        ? 0
                        : pool.workers().stream()
                                .filter(w -> w.footprint().uss() >= limit.bytes())
                                .count();
        return new SuggestedPool(pool, name, target(pool), limit, reason, (int) over);
    }

    /// What the lives of that pool's earlier workers suggest; empty if too few are known, or none.
    private Optional<WhatIf> past(String name, FoundPool pool) {
        if (!Files.isRegularFile(history)) {
            return Optional.empty();
        }
        try {
            var lives = new Lives.Builder();
            PastReadings.lives(history, name, Measure.USS, Instant.now().minus(LOOK_BACK))
                    .forEach(m -> lives.add(m.worker(), m.at().toEpochMilli() / 1000.0, m.bytes()));
            var setting =
                    new WhatIf.Setting(
                            pool.workers().size(),
                            0,
                            Duration.ZERO,
                            Double.POSITIVE_INFINITY,
                            WhatIf.Beyond.UNKNOWN,
                            0);
            return Optional.of(WhatIf.of(lives.build(), setting, List.of()))
                    .filter(w -> w.suggested() > 0);
        } catch (UncheckedIOException e) {
            OperatorNote.say(
                    "%s: %s; the limit of %s comes from what its workers weigh now"
                            .formatted(history, e.getMessage(), name));
            return Optional.empty();
        }
    }

    private static Size wholeMib(long bytes) {
        return new Size(Math.ceilDiv(bytes, MIB) * MIB);
    }

    /// A name of its own that a configuration allows.
    private String name(FoundPool pool) {
        String plain = pool.name().replaceAll("[^A-Za-z0-9._-]", "-");
        String name = PoolSettings.isName(plain) ? plain : "pool-" + pool.manager().id().pid();
        for (int i = 2; !taken.add(name); i++) {
            name = "pool-" + pool.manager().id().pid() + "-" + i;
        }
        return name;
    }

    /// By the unit, else by the command line and the user, if that finds the same manager; else by
    /// the pid.
    private ManagerTarget target(FoundPool pool) {
        var ways = new ArrayList<ManagerTarget>();
        int pid = pool.manager().id().pid();
        if (pool.unit() != null) {
            ways.add(new ManagerTarget.BySystemdUnit(pool.unit()));
        }
        try {
            String line = proc.commandLine(pid).replace('\0', ' ').strip();
            String regex = "^" + line.replaceAll("[^A-Za-z0-9 _/:=@%,;~-]", ".") + "$";
            if (!line.isEmpty() && regex.length() <= CommandPattern.LONGEST) {
                String user = Files.getOwner(Path.of(proc.root(), "" + pid)).getName();
                ways.add(new ManagerTarget.ByCommand(CommandPattern.parse(regex), user));
            }
        } catch (Unreadable | IOException | IllegalArgumentException e) {
            return new ManagerTarget.ByPid(pid); // Nothing else is known of it.
        }
        return ways.stream()
                .filter(way -> finds(way, pool))
                .findFirst()
                .orElse(new ManagerTarget.ByPid(pid));
    }

    private boolean finds(ManagerTarget way, FoundPool pool) {
        try {
            return MachinePools.manager(way, proc, pools).id().equals(pool.manager().id());
        } catch (Unreadable e) {
            return false;
        }
    }
}
