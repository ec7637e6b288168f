package dev.kidreaper.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All that an operator can say to the daemon.
///
/// @param pools those that run beside us
/// @param served those whose requests we hand out
/// @param run those whose manager we start; at least one of all, each with a name of its own
/// @param controlSocket the path of the socket on which the daemon takes commands
/// @param historyFile the path of the file in which it remembers; null: it does not
/// @param webListen where its page and metrics are; null: nowhere
/// @param hooks the programs that are told of events, each with a name of its own
/// @param web what those are like
/// @param fleet how this host shares a budget with others; null: it does not
public record Settings(
        List<PoolSettings> pools,
        List<ServeSettings> served,
        List<RunSettings> run,
        String controlSocket,
        @Nullable String historyFile,
        @Nullable ListenAddress webListen,
        List<HookSettings> hooks,
        WebOptions web,
        @Nullable FleetSettings fleet) {
    /// Where a daemon takes commands unless told otherwise.
    public static final String DEFAULT_SOCKET = "/run/kidreaper/control.sock";

    /// Where a daemon remembers unless told otherwise.
    public static final String DEFAULT_HISTORY = "/var/lib/kidreaper/history.db";

    /// Where a daemon's page is unless told otherwise.
    public static final ListenAddress DEFAULT_LISTEN = new ListenAddress("127.0.0.1", 9180);

    /// Settings of pools whose managers we do not start; the rest is as usual.
    public Settings(
            List<PoolSettings> pools,
            List<ServeSettings> served,
            String controlSocket,
            @Nullable String historyFile,
            @Nullable ListenAddress webListen) {
        this(pools, served, List.of(), controlSocket, historyFile, webListen);
    }

    private Settings(
            List<PoolSettings> pools,
            List<ServeSettings> served,
            List<RunSettings> run,
            String controlSocket,
            @Nullable String historyFile,
            @Nullable ListenAddress webListen) {
        this(
                pools,
                served,
                run,
                controlSocket,
                historyFile,
                webListen,
                List.of(),
                WebOptions.DEFAULT,
                null);
    }

    /// How many pools there are, of any kind.
    public int countOfPools() {
        return pools.size() + served.size() + run.size();
    }

    /// Settings of one pool whose manager we start, and nothing else.
    public static Settings ofRun(RunSettings pool, String controlSocket) {
        return new Settings(List.of(), List.of(), List.of(pool), controlSocket, null, null);
    }

    /// What of these settings takes effect only at the next start, where others hold now:
    /// sentences.
    public List<String> waitingSince(Settings begun) {
        var later = new ArrayList<String>();
        if (!served.equals(begun.served)) {
            later.add("[pool.serve]: served pools change at the next start");
        }
        if (!run.equals(begun.run)) {
            later.add("[pool.run]: pools whose manager is started change at the next start");
        }
        if (!controlSocket.equals(begun.controlSocket)) {
            later.add("[control] socket changes at the next start");
        }
        if (!Objects.equals(historyFile, begun.historyFile)) {
            later.add("[history] file changes at the next start");
        }
        if (!Objects.equals(webListen, begun.webListen)) {
            later.add("[web] listen changes at the next start");
        }
        if (!web.equals(begun.web)) {
            later.add("[web] names and worker-metrics change at the next start");
        }
        if (!Objects.equals(fleet, begun.fleet)) {
            later.add("[fleet] changes at the next start");
        }
        return later;
    }

    public Settings {
        pools = List.copyOf(pools);
        served = List.copyOf(served);
        run = List.copyOf(run);
        hooks = List.copyOf(hooks);
        if (pools.isEmpty() && served.isEmpty() && run.isEmpty()) {
            throw new IllegalArgumentException("no pool");
        }
        var names = new HashSet<String>();
        Stream.of(
                        pools.stream().map(PoolSettings::name),
                        served.stream().map(ServeSettings::name),
                        run.stream().map(RunSettings::name))
                .flatMap(n -> n)
                .forEach(name -> {
                    if (!names.add(name)) {
                        throw new IllegalArgumentException("two pools are called " + name);
                    }
                });
    }
}
