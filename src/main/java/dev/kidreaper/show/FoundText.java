package dev.kidreaper.show;

import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.FoundPool;
import dev.kidreaper.model.Size;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The pools that were found on the machine, as a table.
public final class FoundText {
    private FoundText() {}

    /// A line for each pool.
    ///
    /// @param columns of the terminal
    public static String table(List<FoundPool> pools, int columns) {
        var rows = new ArrayList<List<String>>();
        rows.add(
                List.of(
                        "POOL", "KIND", "MANAGER", "WORKERS", "PSS", "LARGEST", "NEWBORN",
                        "KEPT BY"));
        pools.forEach(p -> rows.add(row(p)));
        return Table.text(
                rows, columns, List.of("KIND", "NEWBORN", "MANAGER", "LARGEST", "WORKERS"));
    }

    /// What an operator may do next with these pools.
    ///
    /// @param pools at least one
    public static String nextSteps(List<FoundPool> pools) {
        // It may be pasted into a shell, and others choose some names.
        String name =
                pools.stream()
                        .map(FoundPool::name)
                        .filter(n -> n.matches("[A-Za-z0-9][A-Za-z0-9._@/-]*"))
                        .findFirst()
                        .orElse(pools.getFirst().manager().id().toString());
        return """
        Look closer:    kidreaper ps %s
        See why:        kidreaper diagnose %s
        Keep them all:  kidreaper init > kidreaper.toml (all commands: kidreaper --help)\
        """
                .formatted(name, name);
    }

    private static List<String> row(FoundPool pool) {
        return List.of(
                pool.name(),
                pool.manager().profile().name(),
                pool.manager().id().toString(),
                Integer.toString(pool.workers().size()),
                size(pool.pssBytes()),
                size(pool.largestUssBytes()),
                newborn(pool.newborn()),
                keeper(pool));
    }

    private static String newborn(FoundPool.@Nullable Newborn newborn) {
        return newborn == null ? "-" : (newborn.atMost() ? "<=" : "") + newborn.size();
    }

    private static String keeper(FoundPool pool) {
        FoundPool.Keeper keeper = pool.keeper();
        if (keeper == null) {
            return "nobody";
        }
        return keeper.command()
                + (keeper.pool().isEmpty() || keeper.pool().equals(pool.name())
                        ? ""
                        : " (" + keeper.pool() + ")");
    }

    private static String size(long bytes) {
        return bytes == Footprint.UNREAD ? "-" : new Size(bytes).toString();
    }
}
