package dev.kidreaper.decide;

import dev.kidreaper.model.Amount;
import dev.kidreaper.model.Size;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The size at which a worker goes, in bytes, from how an operator wrote it.
public final class MemoryLimit {
    private MemoryLimit() {}

    /// In bytes; empty when there is none, or it is not known yet.
    ///
    /// @param worker as the operator wrote it; null: no limit
    /// @param memory of the machine or the container
    /// @param newborn what a new worker weighs; empty while that is not known
    public static OptionalLong resolve(@Nullable Amount worker, Size memory, OptionalLong newborn) {
        return switch (worker) {
            case null -> OptionalLong.empty();
            case Amount.Portion portion -> OptionalLong.of(portion.of(memory).bytes());
            case Amount.TimesNewborn times ->
                    newborn.isEmpty()
                            ? newborn
                            : OptionalLong.of(times.of(new Size(newborn.getAsLong())).bytes());
        };
    }
}
