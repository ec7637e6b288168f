package dev.kidreaper.pool.permit;

import dev.kidreaper.model.Outcome;

/// The permit for one worker to go. For any thread.
public interface Permit {
    /// Of where there is no budget that is larger than the pool.
    Permit ALWAYS =
            new Permit() {
                @Override
                public boolean maySignal() {
                    return true;
                }

                @Override
                public void ended(Outcome outcome) {
                    // Nobody wants to know.
                }
            };

    /// Whether the signal may be sent at this moment: then it counts as sent.
    boolean maySignal();

    /// What has become of the worker. The permit is given back as soon as that allows.
    void ended(Outcome outcome);
}
