package dev.kidreaper.cli;

/// How the program ends: what scripts and cron look at.
final class ExitCode {
    /// Done; also when there was nothing to do.
    static final int DONE = 0;

    /// Something that was asked for did not happen.
    static final int FAILED = 1;

    /// Wrong usage or configuration.
    static final int USAGE = 2;

    /// The target was not found.
    static final int NOT_FOUND = 3;

    /// Not permitted.
    static final int NOT_PERMITTED = 4;

    private ExitCode() {}
}
