package dev.kidreaper.app.find;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.Session;
import dev.kidreaper.config.Amounts;
import dev.kidreaper.decide.BirthWeight;
import dev.kidreaper.model.Amount;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Pool;
import dev.kidreaper.model.Size;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.observe.group.Machine;
import org.jspecify.annotations.Nullable;

/// A worker's limit as an operator names it: bytes, or in relation to what is read now.
///
/// @param amount by the rules of a configuration
public record AskedLimit(Amount amount) {
    /// Reads `100M`, `3x` or `10%`.
    ///
    /// @throws IllegalArgumentException with a sentence that says what is allowed
    public static AskedLimit parse(String text) {
        return new AskedLimit(Amounts.amount(text));
    }

    /// In bytes, for a pool as it is now.
    public Size of(Session session, Pool pool, Measure measure) throws OperatorError {
        return of(amount, session, pool, measure);
    }

    /// A limit of a configuration in bytes, for a pool as it is now. What a new worker weighs is
    /// the smallest one's weight where none is new.
    static Size of(@Nullable Amount amount, Session session, Pool pool, Measure measure)
            throws OperatorError {
        return switch (amount) {
            case Amount.Bytes outright -> outright.size();
            case Amount.Share share -> share.of(memory(session));
            case Amount.TimesNewborn times -> times.of(newborn(pool, measure));
            case null -> throw new IllegalStateException("[BUG] a limit without an amount");
        };
    }

    private static Size memory(Session session) throws OperatorError {
        try {
            return new Machine(session.proc()).memory(session.manager().id().pid());
        } catch (Unreadable e) {
            throw OperatorError.of(e);
        }
    }

    private static Size newborn(Pool pool, Measure measure) throws OperatorError {
        return BirthWeight.known(pool, measure)
                .map(BirthWeight::size)
                .or(() ->
                        pool.workers().stream()
                                .map(w -> new Size(w.footprint().by(measure)))
                                .min(Size::compareTo))
                .orElseThrow(() ->
                        new OperatorError(
                                ExitCode.NOT_FOUND,
                                "manager %s has no workers: nothing tells what a new one weighs"
                                        .formatted(pool.manager().id())));
    }
}
