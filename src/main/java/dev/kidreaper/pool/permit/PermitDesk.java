package dev.kidreaper.pool.permit;

import dev.kidreaper.model.RecycleCause;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// Where one pool asks whether a budget that is larger than the pool allows that workers go. Nobody
/// waits for it. For the thread that owns the pool.
public interface PermitDesk {
    /// There is no such budget.
    PermitDesk NONE =
            new PermitDesk() {
                @Override
                public int granted(RecycleCause cause, int wanted, int workers) {
                    return wanted;
                }

                @Override
                public int unused() {
                    return Integer.MAX_VALUE;
                }

                @Override
                public boolean has(RecycleCause cause) {
                    return true;
                }

                @Override
                public Permit take(RecycleCause cause) {
                    return Permit.ALWAYS;
                }

                @Override
                public void onGrant(Runnable wake) {
                    // There is none.
                }

                @Override
                public void waive(String why, int workers) {
                    // Nobody asks for any.
                }

                @Override
                public void whole(IntSupplier serving) {
                    // Nobody wants to know.
                }

                @Override
                public Optional<String> waits() {
                    return Optional.empty();
                }
            };

    /// How many workers may go now for that cause. If it is not as many as wanted, permits are
    /// asked for, for a few seconds: so it is to be called as long as they are wanted.
    ///
    /// @param workers how many the pool has
    int granted(RecycleCause cause, int wanted, int workers);

    /// How many permits there are that nobody uses. Asks for none. For any thread.
    int unused();

    /// Whether a worker may go now for that cause. Asks for no permit. For any thread.
    boolean has(RecycleCause cause);

    /// Takes a permit for one worker that goes now; null: there is none.
    @Nullable Permit take(RecycleCause cause);

    /// Whom to wake when a permit has come.
    void onGrant(Runnable wake);

    /// So many of the workers that an operator wants to go do so without permit.
    ///
    /// @param why a sentence
    void waive(String why, int workers);

    /// None of the workers is away on our account.
    ///
    /// @param serving how many serve; counted only where somebody wants to know
    void whole(IntSupplier serving);

    /// Why workers that should go have no permit, a sentence; empty: they have, or none should go.
    Optional<String> waits();
}
