package dev.kidreaper.config;

import dev.kidreaper.model.Settings;
import java.util.List;

/// What reading a configuration has come to.
public sealed interface ConfigResult {
    /// It can be used.
    ///
    /// @param warnings what its operator may not have meant, by place
    record Loaded(Settings settings, List<ConfigProblem> warnings) implements ConfigResult {
        public Loaded {
            warnings = List.copyOf(warnings);
        }
    }

    /// It cannot be used.
    ///
    /// @param problems all of them, by place; at least one
    /// @param notPermitted whether the file may not be read by us
    record Rejected(List<ConfigProblem> problems, boolean notPermitted) implements ConfigResult {
        public Rejected {
            problems = List.copyOf(problems);
            if (problems.isEmpty()) {
                throw new IllegalArgumentException("rejected without a problem");
            }
        }
    }
}
