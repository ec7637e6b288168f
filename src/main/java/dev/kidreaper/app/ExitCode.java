package dev.kidreaper.app;

import dev.kidreaper.config.ConfigResult;

/// How the program ends: what scripts and cron look at.
public final class ExitCode {
    /// Done; also when there was nothing to do.
    public static final int DONE = 0;

    /// Something that was asked for did not happen.
    public static final int FAILED = 1;

    /// Wrong usage or configuration.
    public static final int USAGE = 2;

    /// The target was not found.
    public static final int NOT_FOUND = 3;

    /// Not permitted.
    public static final int NOT_PERMITTED = 4;

    private ExitCode() {}

    /// That of a command whose configuration was rejected.
    public static int of(ConfigResult.Rejected rejected) {
        return rejected.notPermitted() ? NOT_PERMITTED : USAGE;
    }
}
