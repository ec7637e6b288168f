package dev.kidreaper.cli.fleet;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.OperatorNote;
import dev.kidreaper.config.ConfigFiles;
import dev.kidreaper.config.ConfigResult;
import dev.kidreaper.fleet.HostFleet;
import dev.kidreaper.model.FleetSettings;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.pool.permit.Permit;
import dev.kidreaper.recycle.RecycleRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The permits of the fleet for one command that recycles workers without a daemon. Where the
/// host's configuration has no `[fleet]`, it needs none.
/*
 * A command is a member of the group of its own, `HOST~PID` with the manager's pid: a daemon may
 * run as `HOST` meanwhile. If it is killed, the next one for that manager finds what it held.
 */
public final class CommandPermits implements RecycleRun.Permits, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String AROUND = "--without-permit REASON goes on";

    private final @Nullable HostFleet fleet;
    private final String pool;
    private final @Nullable String waived;
    private Permit permit = Permit.ALWAYS;

    private CommandPermits(@Nullable HostFleet fleet, String pool, @Nullable String waived) {
        this.fleet = fleet;
        this.pool = pool;
        this.waived = waived;
    }

    /// Those of workers of that manager.
    ///
    /// @param files the host's configuration
    /// @param waived why none is waited for; null: they are
    /// @throws OperatorError if it is not known whether there is a budget
    public static CommandPermits of(ConfigFiles files, Manager manager, @Nullable String waived)
            throws OperatorError {
        FleetSettings settings = mayHaveFleet(files) ? settings(files) : null;
        String only = manager.profile().onlyPool();
        String name = manager.profile().name() + (only == null ? "" : "/" + only);
        if (settings == null) {
            return new CommandPermits(null, name, waived);
        }
        try {
            int pid = manager.id().pid();
            HostFleet fleet = HostFleet.ofCommand(settings, pid, CommandPermits::log);
            if (waived != null) {
                fleet.waive(name, waived, Integer.MAX_VALUE);
            }
            return new CommandPermits(fleet, name, waived);
        } catch (IOException e) {
            throw new OperatorError(ExitCode.FAILED, "[fleet]: " + e.getMessage());
        }
    }

    /// Of what the fleet's part says, a command tells who goes without permit: it waits itself.
    private static void log(String line) {
        if (line.startsWith("event=fleet-without-permit")) {
            OperatorNote.say(line);
        }
    }

    /// A configuration without the word, but in comments, has no such section, and need not be
    /// understood: that of a new package has comments only.
    private static boolean mayHaveFleet(ConfigFiles files) {
        try {
            return Files.isReadable(files.main())
                    && Files.readAllLines(files.main(), StandardCharsets.ISO_8859_1).stream()
                            .map(line -> line.split("#", 2)[0])
                            .anyMatch(line -> line.contains("fleet"));
        } catch (IOException e) {
            return false; // There is none, or it is another user's, as its pools are.
        }
    }

    private static @Nullable FleetSettings settings(ConfigFiles files) throws OperatorError {
        return switch (files.read()) {
            case ConfigResult.Loaded loaded -> loaded.settings().fleet();
            case ConfigResult.Rejected rejected ->
                    throw new OperatorError(
                            ExitCode.of(rejected),
                            "it is not known whether this host shares a budget: "
                                    + rejected.problems().getFirst());
        };
    }

    /// A command holds one permit at a time.
    @Override
    public int mostAtOnce() {
        return fleet == null ? Integer.MAX_VALUE : 1;
    }

    @Override
    public @Nullable String await(Reason reason, int workers) {
        if (fleet == null) {
            return null;
        }
        fleet.desk(pool).whole(() -> workers);
        RecycleCause cause =
                waived == null ? reason.causeOr(RecycleCause.LIMIT) : RecycleCause.ASKED;
        var waiting = "waits for a permit of the fleet: ";
        Permit its =
                fleet.await(pool, cause, workers, PATIENCE, why -> OperatorNote.say(waiting + why))
                        .orElse(null);
        if (its == null) {
            return "no permit of the fleet: %s; %s".formatted(fleet.why(pool), AROUND);
        }
        permit = its;
        return null;
    }

    @Override
    public boolean maySignal() {
        return permit.maySignal();
    }

    @Override
    public void ended(Outcome outcome) {
        permit.ended(outcome);
        permit = Permit.ALWAYS;
    }

    @Override
    public void close() {
        if (fleet != null) {
            fleet.close();
        }
    }
}
