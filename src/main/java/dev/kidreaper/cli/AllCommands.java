package dev.kidreaper.cli;

import picocli.CommandLine;

/// All commands, as the parser knows them: for manual pages and completions.
public final class AllCommands {
    private AllCommands() {}

    /// Their parser.
    public static CommandLine line() {
        return Commands.line();
    }
}
