package dev.kidreaper.fleet;

import dev.kidreaper.decide.fleet.FleetKeys;
import dev.kidreaper.fleet.store.FleetStores;
import dev.kidreaper.linux.ThisProcess;
import dev.kidreaper.model.EventOrigin;
import dev.kidreaper.model.FleetSettings;
import dev.kidreaper.model.FleetStanding;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.pool.permit.Permit;
import dev.kidreaper.pool.permit.PermitDesk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// The daemon's part in its fleet's budget; nothing of it is there, not even a class, where none is
/// configured.
public final class HostFleet implements AutoCloseable {
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final int BOOT_DIGITS = 8;
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);
    private static final Duration TELL_AFTER = Duration.ofSeconds(2);

    private final FleetService service;
    private final Map<String, PermitDesk> desks = new ConcurrentHashMap<>();

    private HostFleet(FleetService service) {
        this.service = service;
    }

    /// Begins it.
    ///
    /// @param log gets lines for the operator
    /// @throws IOException if what the settings name cannot be read
    public static HostFleet begin(FleetSettings settings, Consumer<String> log) throws IOException {
        return begin(settings, hostName(settings), log);
    }

    /// Begins that of a command which recycles workers of one manager while a daemon of the host
    /// may be a member of the group too.
    ///
    /// @param log gets lines for the operator
    /// @throws IOException if what the settings name cannot be read
    public static HostFleet ofCommand(FleetSettings settings, int manager, Consumer<String> log)
            throws IOException {
        return begin(settings, "%s~%d".formatted(hostName(settings), manager), log);
    }

    private static HostFleet begin(FleetSettings settings, String host, Consumer<String> log)
            throws IOException {
        var service =
                new FleetService(
                        settings,
                        FleetStores.etcd(settings),
                        host,
                        run(),
                        ThisProcess::bootTime,
                        log);
        service.start();
        return new HostFleet(service);
    }

    /// Waits for the permit for one worker to go.
    ///
    /// @param longest to wait, unless somebody has to look first
    /// @param waits is told once why there is none yet
    /// @return empty: there is none
    public Optional<Permit> await(
            String pool,
            RecycleCause cause,
            int workers,
            Duration longest,
            Consumer<String> waits) {
        PermitDesk desk = desk(pool);
        long begun = System.nanoTime();
        boolean told = false;
        while (true) {
            Permit permit = desk.granted(cause, 1, workers) > 0 ? desk.take(cause) : null;
            long since = System.nanoTime() - begun;
            if (permit != null || service.isHopeless(pool) || since > longest.toNanos()) {
                return Optional.ofNullable(permit);
            }
            if (!told && since > TELL_AFTER.toNanos()) {
                told = true;
                waits.accept(why(pool));
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }

    /// Why a pool has no permit, a sentence.
    public String why(String pool) {
        return desk(pool).waits().orElse("the fleet's store has not answered yet");
    }

    /// Which run of kidreaper this is: no other one has the same.
    static String run() throws IOException {
        return "%s-%d-%x"
                .formatted(
                        Files.readString(BOOT).strip().substring(0, BOOT_DIGITS),
                        ProcessHandle.current().pid(),
                        System.currentTimeMillis());
    }

    /// This host's name in its group.
    ///
    /// @throws IOException if it has none that will do
    public static String hostName(FleetSettings settings) throws IOException {
        String said = settings.host();
        String name = said == null ? Files.readString(HOST_NAME).strip() : said;
        if (!FleetKeys.isHost(name)) {
            throw new IOException(
                    "the host's name '%s' does not do: set host in [fleet]".formatted(name));
        }
        return name;
    }

    /// Where events of this host come from, without asking the store.
    ///
    /// @throws IOException if the host has no name that will do
    public static EventOrigin origin(FleetSettings settings) throws IOException {
        String version = new AppVersion(settings).now(0);
        return new EventOrigin(hostName(settings), settings.group(), version, Instant.EPOCH);
    }

    /// The desk of one pool.
    public PermitDesk desk(String pool) {
        return desks.computeIfAbsent(pool, service::desk);
    }

    /// So many of a pool's workers that an operator wants to go do so without permit.
    public void waive(String pool, String why, int workers) {
        desk(pool).waive(why, workers);
    }

    /// How this host stands in its group.
    public FleetStanding standing() {
        return service.standing();
    }

    /// These pools are kept from now on.
    public void keeps(List<String> pools) {
        service.keeps(pools);
    }

    @Override
    public void close() {
        service.close();
    }
}
