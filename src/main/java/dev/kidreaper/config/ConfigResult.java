package dev.kidreaper.config;

import dev.kidreaper.model.Settings;
import java.util.List;

/// The result of reading a configuration.
public sealed interface ConfigResult {
    /// The configuration can be used.
    ///
    /// @param warnings about values that the operator may not have meant, by place
    record Loaded(Settings settings, List<ConfigProblem> warnings) implements ConfigResult {
        public Loaded {
            warnings = List.copyOf(warnings);
        }
    }

    /// The configuration cannot be used.
    ///
    /// @param problems all of them, by place; at least one
    /// @param notPermitted whether we may not read the file
    record Rejected(List<ConfigProblem> problems, boolean notPermitted) implements ConfigResult {
        public Rejected {
            problems = List.copyOf(problems);
            if (problems.isEmpty()) {
                throw new IllegalArgumentException("rejected without a problem");
            }
        }
    }
}
