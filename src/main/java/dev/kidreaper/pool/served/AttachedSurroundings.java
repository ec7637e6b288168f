package dev.kidreaper.pool.served;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.SocketAddress;
import dev.kidreaper.model.Listening;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.ManagerTarget;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.model.ServeSettings.Source;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.observe.group.Machine;
import dev.kidreaper.pool.MachineMemory;
import dev.kidreaper.pool.Mailbox;
import dev.kidreaper.pool.ManagerChildren;
import dev.kidreaper.pool.RecycleJobs;
import dev.kidreaper.pool.RunningManager;
import dev.kidreaper.pool.WorkerRecycling;
import dev.kidreaper.pool.started.SocketFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// What lies around a pool of a manager's workers.
///
/// @param address where the workers accept
/// @param recycling makes the recycles of a manager's workers, which come back by that mailbox
/// @param own the manager, if we start it; else null
record AttachedSurroundings(
        SocketAddress address,
        RunningManager runningManager,
        @Nullable OwnManager own,
        ManagerChildren children,
        MeterFactory meters,
        MachineMemory machine,
        BiFunction<Mailbox, Manager, WorkerRecycling> recycling,
        Clock wallClock) {
    static AttachedSurroundings of(
            ServeSettings settings,
            Source.Attached source,
            SocketAddress address,
            ServedPoolParts parts) {
        var proc = Proc.ofMachine();
        var manager = RunningManager.of(settings, source, address, proc, parts.pools());
        return of(settings, address, manager, null, parts);
    }

    static AttachedSurroundings ofOwn(
            ServeSettings settings,
            Source.Prefork source,
            @Nullable SocketAddress address,
            List<String> endOrphans,
            ServedPoolParts parts)
            throws IOException, LinuxException, Unreadable {
        var proc = Proc.ofMachine();
        Path folder = SocketFolder.make(parts.pools().identity(ourselves()));
        SocketAddress accepts = address == null ? OwnManager.socketIn(folder) : address;
        IntFunction<RunningManager> ofPid =
                pid -> {
                    var as =
                            new Source.Attached(
                                    new Listening.Inherited(),
                                    new ManagerTarget.Started(pid),
                                    source.profile());
                    return RunningManager.of(settings, as, accepts, proc, parts.pools());
                };
        var around = new OwnManager.Surroundings(proc, parts.pools(), parts.report(), ofPid);
        var own = new OwnManager(source, folder, endOrphans, around);
        return of(settings, accepts, own, own, parts);
    }

    private static AttachedSurroundings of(
            ServeSettings settings,
            SocketAddress address,
            RunningManager manager,
            @Nullable OwnManager own,
            ServedPoolParts parts) {
        var proc = Proc.ofMachine();
        return new AttachedSurroundings(
                address,
                manager,
                own,
                ManagerChildren.of(proc, parts.pools()),
                MeterFactory.of(settings, proc, parts.pools()),
                MachineMemory.of(new Machine(proc), ourselves()),
                (mailbox, its) ->
                        new RecycleJobs(parts.report().jobs(mailbox), its, settings.policy()),
                Clock.system(ZoneId.systemDefault()));
    }

    /// Until there is a manager.
    private static int ourselves() {
        return (int) ProcessHandle.current().pid();
    }
}
