package dev.kidreaper.app;

import dev.kidreaper.app.control.PoolDesk;
import dev.kidreaper.decide.OperatorPause;
import dev.kidreaper.fleet.HostFleet;
import dev.kidreaper.model.FleetSettings;
import dev.kidreaper.model.FleetStanding;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.model.PoolSettings;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.pool.ManagedPool;
import dev.kidreaper.pool.permit.PermitDesk;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All pools in our care, each with a thread of its own so that none disturbs another. For any
/// thread.
final class ManagedPools implements PoolDesk {
    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(2);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

    private final BiFunction<PoolSettings, PermitDesk, ManagedPool> watching;
    private final @Nullable HostFleet fleet;
    private final List<ManagedPool> served = new ArrayList<>();
    private final Map<PoolSettings, ManagedPool> watched = new LinkedHashMap<>();
    private final Map<String, Instant> since = new HashMap<>();

    private ManagedPools(
            BiFunction<PoolSettings, PermitDesk, ManagedPool> watching, @Nullable HostFleet fleet) {
        this.watching = watching;
        this.fleet = fleet;
    }

    /// None yet.
    ///
    /// @param fleet in which permits of a larger budget are asked for; null: there is none
    /// @param watching makes the pool of such settings, with its permits
    static ManagedPools of(
            @Nullable FleetSettings fleet,
            EventLog log,
            BiFunction<PoolSettings, PermitDesk, ManagedPool> watching)
            throws OperatorError {
        try {
            return new ManagedPools(
                    watching, fleet == null ? null : HostFleet.begin(fleet, log::say));
        } catch (IOException e) {
            throw new OperatorError(ExitCode.FAILED, "[fleet]: " + e.getMessage());
        }
    }

    /// The permits of a pool of that name.
    PermitDesk permits(String pool) {
        return fleet == null ? PermitDesk.NONE : fleet.desk(pool);
    }

    /// No more permits are asked for, and those that nobody needs are given back.
    void leaveFleet() {
        if (fleet != null) {
            fleet.close();
        }
    }

    /// Adds a pool whose requests we hand out.
    synchronized void add(ManagedPool pool) {
        since.put(pool.name(), Instant.now());
        served.add(pool);
    }

    /// Watches these pools from now on, and no others. One whose settings have not changed is not
    /// disturbed.
    synchronized void watch(List<PoolSettings> wanted) {
        var before = new LinkedHashMap<>(watched);
        watched.clear();
        var added = new ArrayList<ManagedPool>();
        for (PoolSettings settings : wanted) {
            ManagedPool pool = before.remove(settings);
            if (pool == null) {
                pool = changed(before, settings);
            }
            if (pool == null) {
                pool = watching.apply(settings, permits(settings.name()));
                added.add(pool);
                since.put(settings.name(), Instant.now());
            }
            watched.put(settings, pool);
        }
        if (fleet != null) {
            fleet.keeps(
                    Stream.concat(
                                    wanted.stream().map(PoolSettings::name),
                                    served.stream().map(ManagedPool::name))
                            .toList());
        }
        before.values().forEach(ManagedPool::stop);
        for (ManagedPool pool : added) {
            var _ = pool.start(); // Whether its manager is there yet, its snapshot tells.
        }
    }

    /// One of the pools that goes on by these settings, taken from among them; null: none can.
    private static @Nullable ManagedPool changed(
            Map<PoolSettings, ManagedPool> before, PoolSettings settings) {
        for (Map.Entry<PoolSettings, ManagedPool> one : before.entrySet()) {
            if (one.getValue().change(settings)) {
                return before.remove(one.getKey());
            }
        }
        return null;
    }

    @Override
    public synchronized Map<String, Instant> since() {
        return Map.copyOf(since);
    }

    private synchronized List<ManagedPool> all() {
        return Stream.concat(watched.values().stream(), served.stream()).toList();
    }

    @Override
    public List<PoolSnapshot> snapshots() {
        return all().stream().map(ManagedPool::snapshot).toList();
    }

    @Override
    public boolean pause(String pool, @Nullable OperatorPause pause) {
        return of(pool).flatMap(p -> answer(p.pause(pause))).orElse(false);
    }

    /// Waits a moment until each pool has been looked for once.
    void settle() {
        long end = System.nanoTime() + SETTLED_WITHIN.toNanos();
        for (ManagedPool pool : all()) {
            Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
            var _ = answer(pool.obstacles(), left); // It answers after its first look.
        }
    }

    @Override
    public Optional<ManagedPool.Obstacles> obstacles(String pool) {
        return of(pool).flatMap(p -> answer(p.obstacles()));
    }

    @Override
    public Optional<List<MemoryTimeline>> courses(String pool) {
        return of(pool).flatMap(p -> answer(p.courses()));
    }

    private Optional<ManagedPool> of(String pool) {
        return all().stream().filter(p -> p.name().equals(pool)).findFirst();
    }

    @Override
    public OptionalInt recycle(String pool, int pid, RecycleCause because) {
        return all().stream()
                .filter(p -> p.name().equals(pool))
                .mapToInt(p -> answer(p.recycle(pid, because)).orElse(0))
                .findFirst();
    }

    @Override
    public void waive(String pool, String why, int workers) {
        if (fleet != null) {
            fleet.waive(pool, why, workers);
        }
    }

    @Override
    public Optional<FleetStanding> fleet() {
        return fleet == null ? Optional.empty() : Optional.of(fleet.standing());
    }

    /// What was seen of the memory of that manager's workers; empty when none of them is in our
    /// care.
    ///
    /// @param fpmPool which of the manager's pools; null: all of its workers
    Optional<ManagedPool.Evidence> evidence(ProcessId manager, @Nullable String fpmPool) {
        return all().stream()
                .flatMap(p -> answer(p.evidence(manager)).flatMap(e -> e).stream())
                .filter(e -> Objects.equals(e.manager().profile().onlyPool(), fpmPool))
                .findFirst();
    }

    /// Stops them all, and waits for it.
    ///
    /// @param longest to wait for all of them together
    /// @return those that still have workers then
    List<ManagedPool> stop(Duration longest) {
        List<ManagedPool> all = all();
        all.forEach(ManagedPool::stop);
        long end = System.nanoTime() + longest.toNanos();
        return all.stream()
                .filter(p ->
                        !answer(p.ended(), Duration.ofNanos(Math.max(0, end - System.nanoTime())))
                                .orElse(false))
                .toList();
    }

    private static <T> Optional<T> answer(CompletableFuture<T> coming) {
        return answer(coming, ANSWER_WITHIN);
    }

    /// What a pool's thread answers; empty when it does not in that time.
    private static <T> Optional<T> answer(CompletableFuture<T> coming, Duration longest) {
        try {
            return Optional.of(coming.get(longest.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException | ExecutionException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
