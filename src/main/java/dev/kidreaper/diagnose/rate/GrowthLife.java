package dev.kidreaper.diagnose.rate;

import java.util.List;

/// The growth of one worker in the parts of its work.
///
/// @param life the work that it had done before the observation; an average worker does 1 within it
/// @param parts oldest first; the first may be the life before the observation
public record GrowthLife(double life, List<GrowthPart> parts) {
    public GrowthLife {
        parts = List.copyOf(parts);
    }
}
