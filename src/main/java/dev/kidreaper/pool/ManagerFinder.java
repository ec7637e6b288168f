package dev.kidreaper.pool;

import dev.kidreaper.model.CommandPattern;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.ManagerTarget;
import dev.kidreaper.model.PoolSettings;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Profile;
import dev.kidreaper.model.ProfileChoice;
import dev.kidreaper.observe.Pidfile;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds the manager of one configured pool, again after each time that it has gone. For the thread
/// that owns the pool.
public final class ManagerFinder {
    private static final Path UNITS = Path.of("/sys/fs/cgroup/system.slice");

    private final PoolSettings settings;
    private final Proc proc;
    private final PoolReader pools;
    private @Nullable ProcessId first;

    public ManagerFinder(PoolSettings settings, Proc proc, PoolReader pools) {
        this.settings = settings;
        this.proc = proc;
        this.pools = pools;
    }

    /// The manager as it is now.
    ///
    /// @throws Unreadable with a sentence that says why there is none
    public Manager find() throws Unreadable {
        Manager found =
                switch (settings.managerTarget()) {
                    case ManagerTarget.ByPidfile by ->
                            pools.manager(Pidfile.manager(Path.of(by.file()), proc, pools));
                    case ManagerTarget.ByPid by -> byPid(by.pid());
                    case ManagerTarget.BySystemdUnit by -> byUnit(by.unit());
                    case ManagerTarget.ByCommand by -> byCommand(by.pattern());
                };
        return switch (settings.profile()) {
            case ProfileChoice.Recognised _ -> found;
            case ProfileChoice.Named named -> named(found, named.profile());
            case ProfileChoice.Custom custom -> custom(found, custom);
        };
    }

    /// The operator's word goes where nobody knows better: a worker of a kind that is known for
    /// another one would be asked by a signal that may be deadly to it.
    private static Manager named(Manager found, Profile profile) throws Unreadable {
        if (!found.profile().isUnknown() && !found.profile().name().equals(profile.name())) {
            throw new Unreadable(
                    Unreadable.Why.BROKEN,
                    "pid %d is a manager of %s, not of %s as profile says"
                            .formatted(found.id().pid(), found.profile().name(), profile.name()));
        }
        return with(found, profile);
    }

    private Manager custom(Manager found, ProfileChoice.Custom custom) throws Unreadable {
        int pid = found.id().pid();
        if (!custom.fitsTitle(found.title())) {
            throw new Unreadable(
                    Unreadable.Why.BROKEN,
                    "pid %d has not the manager-title: its title is '%s'"
                            .formatted(pid, found.title()));
        }
        if (!custom.fitsCommand(commandLine(pid))) {
            throw new Unreadable(
                    Unreadable.Why.BROKEN, "pid %d has not the manager-command".formatted(pid));
        }
        return with(found, custom.profile());
    }

    private static Manager with(Manager manager, Profile profile) {
        return new Manager(
                manager.id(), manager.parent(), manager.title(), manager.footprint(), profile);
    }

    /// A pid alone means the process that had it when the daemon started, and no later one.
    private Manager byPid(int pid) throws Unreadable {
        Manager manager = pools.manager(pid);
        if (first == null) {
            first = manager.id();
        }
        if (!manager.id().equals(first)) {
            throw new Unreadable(Unreadable.Why.GONE, "pid " + pid + " is another process by now");
        }
        return manager;
    }

    /// The process of the unit's control group whose parent is outside of it.
    private Manager byUnit(String unit) throws Unreadable {
        List<Integer> members = new ArrayList<>();
        Path file = UNITS.resolve(unit).resolve("cgroup.procs");
        try {
            for (String line : Files.readAllLines(file)) {
                members.add(Integer.parseInt(line));
            }
        } catch (IOException | NumberFormatException e) {
            throw new Unreadable(Unreadable.Why.GONE, "unit " + unit + " does not run");
        }
        return only(members, members, "unit " + unit);
    }

    /// The one process that matches and is no child of another one that does.
    private Manager byCommand(CommandPattern pattern) throws Unreadable {
        List<Integer> matching = new ArrayList<>();
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                if (!name.isEmpty() && name.chars().allMatch(Character::isDigit)) {
                    addIfMatching(Integer.parseInt(name), pattern, matching);
                }
            }
        } catch (IOException e) {
            throw new Unreadable(Unreadable.Why.BROKEN, "/proc: " + e.getMessage());
        }
        return only(matching, matching, "command '" + pattern + "'");
    }

    private void addIfMatching(int pid, CommandPattern pattern, List<Integer> matching) {
        try {
            boolean ours = pid == ProcessHandle.current().pid();
            if (!ours && pattern.in(commandLine(pid)) == CommandPattern.Found.YES) {
                matching.add(pid);
            }
        } catch (Unreadable e) {
            return; // It has gone meanwhile, or is not for our eyes: no manager of ours.
        }
    }

    private String commandLine(int pid) throws Unreadable {
        return proc.text(pid, "cmdline").replace('\0', ' ').strip();
    }

    private Manager only(List<Integer> candidates, List<Integer> family, String what)
            throws Unreadable {
        var roots = new ArrayList<Manager>();
        for (int pid : candidates) {
            Manager candidate = pools.manager(pid);
            if (!family.contains(candidate.parent())) {
                roots.add(candidate);
            }
        }
        if (roots.size() == 1) {
            return roots.getFirst();
        }
        throw new Unreadable(
                Unreadable.Why.GONE,
                roots.isEmpty()
                        ? what + ": no such process"
                        : "%s: %d processes, not one".formatted(what, roots.size()));
    }
}
