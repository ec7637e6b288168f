package dev.kidreaper.app;

import dev.kidreaper.model.Measure;
import dev.kidreaper.observe.Unreadable;
import org.jspecify.annotations.Nullable;

/// The measure that a command's limit is of.
public final class LimitMeasure {
    private LimitMeasure() {}

    /// USS unless the operator chose one. Where USS may not be read it is RSS, which is said.
    ///
    /// @param chosen null: none
    public static Measure of(Session session, @Nullable Measure chosen) throws OperatorError {
        if (chosen != null) {
            return chosen;
        }
        try {
            session.pools().checkWeighable(session.manager());
            return Measure.USS;
        } catch (Unreadable e) {
            if (e.why() != Unreadable.Why.DENIED) {
                throw OperatorError.of(e);
            }
            OperatorNote.say(
                    "the limit is of rss, which counts shared memory in full: " + e.sentence());
            return Measure.RSS;
        }
    }
}
