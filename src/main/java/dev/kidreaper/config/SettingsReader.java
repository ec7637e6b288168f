package dev.kidreaper.config;

import dev.kidreaper.model.FleetSettings;
import dev.kidreaper.model.HookSettings;
import dev.kidreaper.model.ListenAddress;
import dev.kidreaper.model.PoolSettings;
import dev.kidreaper.model.RunSettings;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.model.Settings;
import dev.kidreaper.model.WebOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Turns a configuration's tables into settings.
///
/// @param snippets the tops of files with more pools
record SettingsReader(Section top, List<Section> snippets) {
    private static final String OFF = "off";
    private static final String FPM_POOL = "fpm-pool";

    /// The settings; null if there is a problem.
    @Nullable Settings read() {
        var sections = new ArrayList<>(top.sections("pool", Keys.POOL));
        snippets.forEach(s -> sections.addAll(s.sections("pool", Keys.POOL)));
        if (sections.isEmpty() && !(top.has("pool") && !top.configProblems().areNone())) {
            top.configProblems()
                    .missing(SourcePosition.START, "there is no pool: each begins with [[pool]]");
        }
        var pools = new ArrayList<PoolSettings>();
        var served = new ArrayList<ServeSettings>();
        var run = new ArrayList<RunSettings>();
        Set<Section> byName = ofOneFpm(sections);
        for (Section section : sections) {
            var pool = new PoolSection(section, byName.contains(section));
            if (pool.isRun()) {
                add(run, pool.readRun());
            } else if (pool.isServed()) {
                add(served, pool.readServed());
            } else {
                add(pools, pool.read());
            }
        }
        eachHasItsOwn(sections, "name");
        List<Section> others = sections.stream().filter(s -> !byName.contains(s)).toList();
        PoolSection.FINDERS.forEach(way -> eachHasItsOwnWorkers(others, way));
        String socket = socket();
        String history = history();
        ListenAddress listen = listen();
        List<HookSettings> hooks = hooks(sections);
        WebOptions web = web();
        FleetSettings fleet = fleet(() -> PoolLife.of(pools, served, run));
        return top.configProblems().areNone()
                ? new Settings(pools, served, run, socket, history, listen, hooks, web, fleet)
                : null;
    }

    private List<HookSettings> hooks(List<Section> pools) {
        Set<Object> names =
                pools.stream()
                        .map(p -> p.table().get(List.of("name")))
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet());
        List<Section> sections = top.sections("hook", Keys.HOOK);
        var hooks = new ArrayList<HookSettings>();
        sections.forEach(s -> add(hooks, new HookSection(s, names).read()));
        eachHasItsOwn(sections, "name");
        return hooks;
    }

    private static <T> void add(List<T> to, @Nullable T one) {
        if (one != null) {
            to.add(one);
        }
    }

    /// Checks that no two pools share a value: pools of one name cannot be told apart.
    private void eachHasItsOwn(List<Section> sections, String key) {
        Map<Object, Section> seen = new HashMap<>();
        for (Section section : sections) {
            Object value = section.table().get(List.of(key));
            Section before = value == null ? null : seen.putIfAbsent(value, section);
            if (before != null) {
                section.wrong(
                        key,
                        "the %s %s has the same: write another, such as \"%s-2\""
                                .formatted(
                                        section.name().replaceAll("[\\[\\]]", ""),
                                        place(before, key, section),
                                        Suggestions.onOneLine(String.valueOf(value), 60)));
            }
        }
    }

    /// Where a pool's key is, for a reader of another pool: `in line 3`, `in line 3 of FILE`.
    private static String place(Section pool, String key, Section reader) {
        String file = pool.configProblems().file();
        int line = pool.place(key).line();
        return file.equals(reader.configProblems().file())
                ? "in line " + line
                : "in line %d of %s".formatted(line, file);
    }

    /// The pools that have one manager, and none says which of its pools it is. Only php-fpm has
    /// several, so each is the one of its name.
    private static Set<Section> ofOneFpm(List<Section> sections) {
        Set<Section> all = Collections.newSetFromMap(new IdentityHashMap<>());
        for (String way : PoolSection.FINDERS) {
            var groups = new LinkedHashMap<Object, List<Section>>();
            for (Section section : sections) {
                Object value = section.table().get(List.of(way));
                if (value != null) {
                    groups.computeIfAbsent(value, _ -> new ArrayList<>()).add(section);
                }
            }
            for (List<Section> group : groups.values()) {
                if (group.size() > 1
                        && group.stream().allMatch(SettingsReader::mayBeFpm)
                        && areNamed(group)) {
                    all.addAll(group);
                    sayEachIsThatOfItsName(group, way);
                }
            }
        }
        return all;
    }

    private static void sayEachIsThatOfItsName(List<Section> group, String way) {
        Section first = group.getFirst();
        first.configProblems()
                .doubtful(
                        first.place(way),
                        ("%s: %d pools have the same, so each is php-fpm's pool of its name; to say"
                                        + " so, write fpm-pool in each")
                                .formatted(way, group.size()));
    }

    private static boolean mayBeFpm(Section section) {
        Object profile = section.table().get(List.of("profile"));
        return (profile == null || profile.equals("php-fpm"))
                && !section.has(FPM_POOL)
                && !section.has("custom")
                && !section.has("serve")
                && !section.has("run");
    }

    private static boolean areNamed(List<Section> group) {
        return group.stream().map(s -> s.table().get(List.of("name"))).distinct().count()
                        == group.size()
                && group.stream().allMatch(s -> s.has("name"));
    }

    /// Checks that no two pools have the same workers: each would recycle the other's. Pools of one
    /// php-fpm may be told apart by `fpm-pool`.
    private void eachHasItsOwnWorkers(List<Section> sections, String way) {
        var before = new ArrayList<Section>();
        for (Section section : sections) {
            if (section.has(way)) {
                before.stream()
                        .filter(other -> isSame(way, other, section) && isSamePool(other, section))
                        .findFirst()
                        .ifPresent(other -> sayBothAre(other, section, way));
                before.add(section);
            }
        }
    }

    private static void sayBothAre(Section other, Section section, String way) {
        String place = place(other, way, section);
        if (section.has(FPM_POOL) && other.has(FPM_POOL)) {
            section.wrong(
                    FPM_POOL, "the pool %s has the same one of the same manager".formatted(place));
        } else {
            section.wrong(
                    way,
                    ("the pool %s has the same; for several pools of one php-fpm, write"
                                    + " fpm-pool in each")
                            .formatted(place));
        }
    }

    private static boolean isSame(String key, Section one, Section other) {
        List<String> path = List.of(key);
        return Objects.equals(one.table().get(path), other.table().get(path));
    }

    /// Without `fpm-pool`, a pool has all workers of its manager.
    private static boolean isSamePool(Section one, Section other) {
        return !one.has(FPM_POOL) || !other.has(FPM_POOL) || isSame(FPM_POOL, one, other);
    }

    private String socket() {
        Section control = top.section("control", Keys.CONTROL);
        String said =
                control == null
                        ? null
                        : control.text("socket", Settings.DEFAULT_SOCKET, Paths::socket);
        return said == null ? Settings.DEFAULT_SOCKET : said;
    }

    private @Nullable String history() {
        Section history = top.section("history", Keys.HISTORY);
        return orOff(history, "file", Settings.DEFAULT_HISTORY, Paths::of);
    }

    private @Nullable FleetSettings fleet(Supplier<List<PoolLife>> lives) {
        Section section = top.section("fleet", Keys.FLEET);
        FleetSettings fleet = section == null ? null : new FleetSection(section).read();
        if (section != null && fleet != null) {
            PoolLife.problem(fleet, lives.get())
                    .ifPresent(p -> section.configProblems().doubtful(section.place("at-once"), p));
        }
        return fleet;
    }

    private @Nullable ListenAddress listen() {
        Section web = top.section("web", Keys.WEB);
        ListenAddress listen = orOff(web, "listen", Settings.DEFAULT_LISTEN, ListenAddress::parse);
        if (web != null && web.has("listen") && listen != null && !listen.isLoopback()) {
            web.configProblems()
                    .doubtful(
                            web.place("listen"),
                            "listen: others can read it there: it asks for no password, and has no"
                                    + " encryption; let a web server do that before it");
        }
        return listen;
    }

    private WebOptions web() {
        Section web = top.section("web", Keys.WEB);
        if (web == null) {
            return WebOptions.DEFAULT;
        }
        return new WebOptions(
                web.texts("names", "kidreaper.example.org", SettingsReader::hostName),
                !web.has("worker-metrics") || web.flag("worker-metrics"));
    }

    private static String hostName(String text) {
        if (!text.matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")) {
            throw new IllegalArgumentException("'%s' is no name of a machine".formatted(text));
        }
        return text.toLowerCase(Locale.ROOT);
    }

    private static <T> @Nullable T orOff(
            @Nullable Section section, String key, T usual, Function<String, T> reading) {
        if (section == null || !section.has(key)) {
            return usual;
        }
        Optional<T> said =
                section.text(
                        key,
                        usual.toString(),
                        t -> t.equals(OFF) ? Optional.empty() : Optional.of(reading.apply(t)));
        return said == null ? usual : said.orElse(null);
    }
}
