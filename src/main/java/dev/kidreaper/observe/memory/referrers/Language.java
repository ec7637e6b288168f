package dev.kidreaper.observe.memory.referrers;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/// The languages whose interpreters keep memory in their own ways.
public enum Language {
    PERL("perl"),
    PHP("php"),
    PYTHON("python"),
    RUBY("/libruby");

    /// A part of the name of a file that the interpreter maps.
    private final String file;

    Language(String file) {
        this.file = file;
    }

    /// Whether a process may run it, by its mappings (proc_pid_maps(5)).
    public boolean mayBeIn(String maps) {
        return maps.contains(file);
    }

    /// All that a process may run.
    public static Set<Language> allIn(String maps) {
        return Arrays.stream(values())
                .filter(language -> language.mayBeIn(maps))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Language.class)));
    }
}
