package dev.kidreaper.fleet;

import dev.kidreaper.testing.EtcdServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/// An application on 200 hosts, in four processes, of which 20 may have a worker away.
///
/// @param folder where the version is that all its hosts have
record SimulatedShop(Path folder) {
    static final int PROCESSES = 4;
    static final int EACH = Integer.getInteger("fleet.hosts", 200) / PROCESSES;
    static final int BUDGET = 20;

    /// Longer than any wait for permits.
    static final Duration LONG = Duration.ofMinutes(3);

    /// What one of its processes is to do.
    SimulatedHosts.Plan plan(EtcdServer etcd, int first) {
        return plan("shop", etcd, first, EACH, BUDGET, true);
    }

    /// What the one host of a process of another group is to do: one worker of its group is away.
    SimulatedHosts.Plan single(String group, EtcdServer etcd, int first, boolean checks) {
        return plan(group, etcd, first, 1, 1, checks);
    }

    private SimulatedHosts.Plan plan(
            String group, EtcdServer etcd, int first, int hosts, int budget, boolean checks) {
        String version = folder.resolve("version").toString();
        return new SimulatedHosts.Plan(
                group, etcd.endpoints(), first, hosts, budget, checks, version);
    }

    /// All its hosts have that version from now on.
    void deploy(String version) throws IOException {
        Path next = Files.writeString(folder.resolve("next"), version + "\n");
        Files.move(next, folder.resolve("version"), StandardCopyOption.REPLACE_EXISTING);
    }
}
