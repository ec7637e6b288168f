package dev.kidreaper.model;

import dev.kidreaper.model.ProfileTrait.NamedPools;
import dev.kidreaper.model.ProfileTrait.TitledWhenLeaving;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How one kind of manager and its workers behave: data only. The known kinds are in {@link
/// Profiles}; each is one call of the {@link Builder}.
///
/// @param name as reports and options write it
/// @param graceful the signal on which a worker finishes its request and leaves; null when there is
///   none, or none is known
/// @param deadly the signals that cut a request off or do worse: never sent, even on request
/// @param manager how the manager is recognised; null when it cannot be
/// @param worker how a child is recognised that serves requests and has its own signal handlers
/// @param idleWaits the system calls in which an idle worker waits
/// @param harmless the moments, besides {@link Moment#IDLE}, at which the graceful signal does no
///   harm
/// @param replacementPolicy when the manager forks a replacement
/// @param traits what holds for this kind and for few others, at most one of each type
public record Profile(
        String name,
        @Nullable Signal graceful,
        Set<Signal> deadly,
        @Nullable ProcessSignature manager,
        ProcessSignature worker,
        Set<IdleWait> idleWaits,
        Set<Moment> harmless,
        ReplacementPolicy replacementPolicy,
        Set<ProfileTrait> traits) {
    public Profile {
        deadly = Set.copyOf(deadly);
        idleWaits = Set.copyOf(idleWaits);
        harmless = Set.copyOf(harmless);
        traits = Set.copyOf(traits);
        if (graceful != null && deadly.contains(graceful)) {
            throw new IllegalArgumentException(name + ": " + graceful + " is graceful or deadly");
        }
        if (graceful != null && has(traits, ProfileTrait.Untouchable.class)) {
            throw new IllegalArgumentException(name + ": untouchable, so no signal is graceful");
        }
        if (traits.stream().map(Object::getClass).distinct().count() < traits.size()) {
            throw new IllegalArgumentException(name + ": two traits of one type: " + traits);
        }
    }

    /// A profile under construction; what is not said has the default of the {@link Builder}.
    public static Builder named(String name) {
        return new Builder(name);
    }

    /// Whether nothing is known about this kind.
    public boolean isUnknown() {
        return manager == null;
    }

    /// Whether that process manages workers of this kind.
    public boolean isManager(ProcessTraits process) {
        return manager != null && manager.matches(process);
    }

    /// Whether that child of a manager serves requests and has its own signal handlers. A child
    /// that matches the manager's signature is a newborn with its manager's handlers, or the
    /// manager's successor.
    public boolean isWorker(ProcessTraits child) {
        return worker.matches(child)
                && !isManager(child)
                && trait(NamedPools.class).map(n -> n.isMeant(child.title())).orElse(true)
                && !isLeaving(child.title());
    }

    private boolean isLeaving(String title) {
        return trait(TitledWhenLeaving.class).filter(t -> title.startsWith(t.title())).isPresent();
    }

    /// The name of the pool that a worker with that title belongs to, where one manager has
    /// several; empty where it has one.
    public Optional<String> poolOf(String title) {
        return trait(NamedPools.class).flatMap(pools -> pools.of(title));
    }

    /// The name of the one of its manager's pools that is meant; null: all of them.
    public @Nullable String onlyPool() {
        return trait(NamedPools.class).map(NamedPools::only).orElse(null);
    }

    /// The same, but only workers of the pool of that name count as workers; empty where a manager
    /// has one pool.
    public Optional<Profile> only(String pool) {
        return trait(NamedPools.class).map(all -> with(new NamedPools(all.before(), pool)));
    }

    /// The same with another trait in place of the one of that type.
    private Profile with(ProfileTrait trait) {
        var others = new HashSet<>(traits);
        others.removeIf(t -> t.getClass() == trait.getClass());
        others.add(trait);
        return new Profile(
                name,
                graceful,
                deadly,
                manager,
                worker,
                idleWaits,
                harmless,
                replacementPolicy,
                others);
    }

    /// Whether {@link ProcessTraits#handlers} decides whether a process is a manager or a worker.
    public boolean needsHandlers() {
        return worker.needsHandlers() || (manager != null && manager.needsHandlers());
    }

    /// The trait of that type, if this kind has it.
    public <T extends ProfileTrait> Optional<T> trait(Class<T> type) {
        return traits.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    /// Why no signal may be sent to these workers, and what to do instead; null when one may.
    public @Nullable String untouchable() {
        return trait(ProfileTrait.Untouchable.class)
                .map(ProfileTrait.Untouchable::why)
                .orElse(null);
    }

    /// Whether the graceful signal may be sent at a harmless moment only.
    public boolean isOnlyProven() {
        return has(traits, ProfileTrait.OnlyProven.class);
    }

    /// Whether a worker skips the unread end of a request ({@link ProfileTrait.SkipsRequestEnd}).
    public boolean skipsEnd() {
        return has(traits, ProfileTrait.SkipsRequestEnd.class);
    }

    /// The signal on which the manager replaces its workers, or itself, without an end.
    public Signal reload() {
        return trait(ProfileTrait.ManagedBy.class)
                .map(ProfileTrait.ManagedBy::reload)
                .orElse(Signal.HUP);
    }

    /// The signal on which the manager stops, as gently as it can.
    public Signal stop() {
        return trait(ProfileTrait.ManagedBy.class)
                .map(ProfileTrait.ManagedBy::stop)
                .orElse(Signal.TERM);
    }

    private static boolean has(Set<ProfileTrait> traits, Class<? extends ProfileTrait> type) {
        return traits.stream().anyMatch(type::isInstance);
    }

    /// A profile under construction. Defaults: no graceful signal, none deadly, the manager not
    /// recognised, every child a worker, no wait and no moment known to be harmless, each worker
    /// replaced at once, no traits.
    public static final class Builder {
        private final String name;
        private final Set<Signal> deadly = EnumSet.noneOf(Signal.class);
        private final Set<IdleWait> idleWaits = EnumSet.noneOf(IdleWait.class);
        private final Set<Moment> harmless = EnumSet.noneOf(Moment.class);
        private final Set<ProfileTrait> traits = new HashSet<>();
        private ReplacementPolicy replacementPolicy = ReplacementPolicy.ALWAYS;
        private ProcessSignature worker = ProcessSignature.ANY;
        private @Nullable ProcessSignature manager;
        private @Nullable Signal graceful;

        private Builder(String name) {
            this.name = name;
        }

        public Builder graceful(Signal signal) {
            graceful = signal;
            return this;
        }

        public Builder deadly(Signal... signals) {
            deadly.addAll(List.of(signals));
            return this;
        }

        public Builder manager(ProcessSignature signature) {
            manager = signature;
            return this;
        }

        public Builder worker(ProcessSignature signature) {
            worker = signature;
            return this;
        }

        public Builder idleIn(IdleWait... calls) {
            idleWaits.addAll(List.of(calls));
            return this;
        }

        public Builder harmlessAt(Moment... moments) {
            harmless.addAll(List.of(moments));
            return this;
        }

        /// For a kind whose signal handler only takes note: the graceful signal does no harm at any
        /// moment.
        public Builder harmlessAlways() {
            return harmlessAt(Moment.ACCEPTED, Moment.SERVING, Moment.COMPUTING, Moment.BUSY);
        }

        public Builder replaced(ReplacementPolicy policy) {
            replacementPolicy = policy;
            return this;
        }

        public Builder trait(ProfileTrait trait) {
            traits.add(trait);
            return this;
        }

        /// The profile.
        ///
        /// @throws IllegalArgumentException when two parts contradict each other
        public Profile build() {
            return new Profile(
                    name,
                    graceful,
                    deadly,
                    manager,
                    worker,
                    idleWaits,
                    harmless,
                    replacementPolicy,
                    traits);
        }
    }
}
