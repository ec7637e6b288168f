package dev.kidreaper.model;

import org.jspecify.annotations.Nullable;

/// From where a pool has its profile.
public sealed interface ProfileChoice {
    /// From the manager's title, when it is found.
    record Recognised() implements ProfileChoice {}

    /// From the operator, who named a known kind.
    record Named(Profile profile) implements ProfileChoice {}

    /// From the operator, who described a kind that is not known.
    ///
    /// @param profile what he said of it; when it has manager titles, a manager of another title is
    ///   not his
    /// @param command what is found in his manager's command line; null: anything
    record Custom(Profile profile, @Nullable CommandPattern command) implements ProfileChoice {
        /// Whether a manager of that title is meant.
        public boolean fitsTitle(String title) {
            ProcessSignature processSignature = profile.manager();
            return processSignature == null
                    || processSignature.titles().stream().anyMatch(title::startsWith);
        }

        /// Whether a manager of that command line is meant.
        public boolean fitsCommand(String line) {
            return command == null || command.in(line) == CommandPattern.Found.YES;
        }
    }
}
