package dev.kidreaper.fleet;

import dev.kidreaper.decide.fleet.FleetKeys;
import dev.kidreaper.fleet.store.FleetStores;
import dev.kidreaper.linux.Scheduling;
import dev.kidreaper.model.FleetSettings;
import dev.kidreaper.pool.permit.PermitDesk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// The daemon's part in its fleet's budget; nothing of it is there, not even a class, where none is
/// configured.
public final class HostFleet implements AutoCloseable {
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final int BOOT_DIGITS = 8;

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
        var service =
                new FleetService(
                        settings,
                        FleetStores.etcd(settings),
                        hostName(settings),
                        run(),
                        Scheduling::bootTime,
                        log);
        service.start();
        return new HostFleet(service);
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

    /// The desk of one pool.
    public PermitDesk desk(String pool) {
        return desks.computeIfAbsent(pool, service::desk);
    }

    /// So many of a pool's workers that an operator wants to go do so without permit.
    public void waive(String pool, String why, int workers) {
        desk(pool).waive(why, workers);
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
