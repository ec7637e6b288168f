package dev.kidreaper.model;

import org.jspecify.annotations.Nullable;

/// How a pool comes by its profile.
public sealed interface ProfileChoice {
    /// The manager is recognised when it is found.
    record Recognised() implements ProfileChoice {}

    /// The operator named a known kind.
    record Named(Profile profile) implements ProfileChoice {}

    /// The operator described a kind that is not known.
    ///
    /// @param profile the operator's description; where it has manager titles, a manager with
    ///   another title is not meant
    /// @param command what the manager's command line contains; null: anything
    record Custom(Profile profile, @Nullable CommandPattern command) implements ProfileChoice {
        /// Whether a manager with that title is meant.
        public boolean fitsTitle(String title) {
            ProcessSignature signature = profile.manager();
            return signature == null || signature.titles().stream().anyMatch(title::startsWith);
        }

        /// Whether a manager with that command line is meant.
        public boolean fitsCommand(String line) {
            return command == null || command.in(line) == CommandPattern.Found.YES;
        }
    }
}
