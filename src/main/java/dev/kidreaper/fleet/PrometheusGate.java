package dev.kidreaper.fleet;

import dev.kidreaper.fleet.store.QueryAnswer;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A question to Prometheus that holds recycles while its answer is not empty. For any thread; only
/// one looks.
final class PrometheusGate {
    private static final long SECOND = 1_000_000_000L;

    /// It is asked no more often.
    private static final long ASK_EVERY = 10 * SECOND;

    /// An older answer says nothing.
    private static final long HOLDS_GOOD = 25 * SECOND;

    private final URI question;
    private volatile boolean wanted;
    private volatile boolean asked;
    private volatile long askedAt;
    private volatile @Nullable String why = "it was not asked yet";

    PrometheusGate(URI question) {
        this.question = question;
    }

    /// Somebody would recycle a worker.
    void want() {
        wanted = true;
    }

    /// Whether it is to be asked now.
    boolean isWanted() {
        return wanted && !asked;
    }

    /// Why no worker is recycled; empty: they may be.
    Optional<String> holds(long now) {
        if (!asked || now - askedAt > HOLDS_GOOD) {
            return Optional.of("hold-when: it was not asked yet");
        }
        return Optional.ofNullable(why).map(w -> "hold-when: " + w);
    }

    /// Asks if it is time to.
    ///
    /// @return what has changed, a sentence
    Optional<String> look(long now) {
        if (!wanted || (asked && now - askedAt < ASK_EVERY)) {
            return Optional.empty();
        }
        String before = why;
        wanted = false;
        why = QueryAnswer.hold(question).orElse(null);
        askedAt = now;
        asked = true;
        boolean changed = (before == null) != (why == null);
        return changed
                ? Optional.of(why == null ? "its answer is empty: workers are recycled" : why)
                : Optional.empty();
    }
}
