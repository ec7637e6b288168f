package dev.kidreaper.pool.watched;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The wait for another program that has the right to recycle a pool's workers. An operator's own
/// run may have it for a while; who has it for longer is named. For the thread that owns the pool.
final class LongWait {
    private static final Duration LONG = Duration.ofMinutes(1);

    /// After so long without asking, the next wait is another one.
    private static final Duration OVER = Duration.ofSeconds(10);

    private boolean isAny;
    private long since;
    private long last;
    private @Nullable String sentence;

    /// The right was asked for, and another program has it.
    ///
    /// @param holder which one; null if that is not seen
    /// @return a sentence if it has lasted for long, once
    Optional<String> goesOn(@Nullable String holder, long now) {
        if (!isGoingOn(now)) {
            isAny = true;
            since = now;
            sentence = null;
        }
        last = now;
        if (sentence != null || now - since < LONG.toNanos()) {
            return Optional.empty();
        }
        sentence =
                "another program holds the right to recycle these workers: "
                        + (holder == null ? "which one is not seen" : holder);
        return Optional.of(sentence);
    }

    private boolean isGoingOn(long now) {
        return isAny && now - last < OVER.toNanos();
    }

    /// The right is ours.
    void ends() {
        isAny = false;
        sentence = null;
    }

    /// What is said of it now; null if it has not lasted for long.
    @Nullable String sentence(long now) {
        return isGoingOn(now) ? sentence : null;
    }
}
