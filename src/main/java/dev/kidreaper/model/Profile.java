package dev.kidreaper.model;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How one kind of manager and its workers behave. Data only: one entry a kind, in {@link
/// Profiles}.
///
/// @param name as reports and options write it
/// @param graceful the signal on which a worker finishes its request and leaves; null when there is
///   none, or none is known
/// @param deadly the signals that cut a request off, or worse: never sent, whoever asks
/// @param manager how the manager looks; null when it cannot be recognised
/// @param worker how a child looks that serves requests, once its own signal handlers are in place
/// @param waits the calls in which an idle worker waits
/// @param harmless the moments, besides {@link Moment#IDLE}, at which the graceful signal does no
///   harm
/// @param onlyProven whether the graceful signal may be sent at a harmless moment only: at another
///   it cuts off too many requests to be called graceful
/// @param replacing when another worker comes for one that left
/// @param untouchable why nobody's signal may reach these workers, and what to do instead; null
///   when it may
/// @param acceptor in a worker of many threads the name of the one that takes connections, which
///   can be held until the others have finished theirs; null: there is none such
/// @param skipsEnd whether a worker of FastCGI that has left the end of a request without a body
///   unread skips it before the next one over the same connection
public record Profile(
        String name,
        @Nullable Signal graceful,
        Set<Signal> deadly,
        @Nullable ProcessSignature manager,
        ProcessSignature worker,
        Set<IdleWait> waits,
        Set<Moment> harmless,
        boolean onlyProven,
        ReplacementPolicy replacementPolicy,
        @Nullable String untouchable,
        @Nullable String acceptor,
        boolean skipsEnd) {
    public Profile {
        deadly = Set.copyOf(deadly);
        waits = Set.copyOf(waits);
        harmless = Set.copyOf(harmless);
        if (graceful != null && (deadly.contains(graceful) || untouchable != null)) {
            throw new IllegalArgumentException(name + ": " + graceful + " cannot be both");
        }
    }

    /// Whether nothing is known of this kind.
    public boolean isUnknown() {
        return manager == null;
    }

    /// Whether a process that looks so manages workers of this kind.
    public boolean isManager(ProcessTraits processTraits) {
        return manager != null && manager.fits(processTraits);
    }

    /// Whether a manager's child that looks so serves requests, and with its own signal handlers.
    /// One that looks like a manager is newborn and has still its manager's; or it is the manager's
    /// successor.
    public boolean isWorker(ProcessTraits child) {
        return worker.fits(child) && !isManager(child);
    }

    /// Whether {@link ProcessTraits#handlers} matters to either.
    public boolean isAboutHandlers() {
        return worker.isAboutHandlers() || (manager != null && manager.isAboutHandlers());
    }
}
