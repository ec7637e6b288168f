package dev.kidreaper.web.api;

import dev.kidreaper.app.control.DaemonView;
import dev.kidreaper.config.Amounts;
import dev.kidreaper.history.look.PastReadings;
import dev.kidreaper.model.GrowthSummary;
import dev.kidreaper.model.Pacing;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.Verdict;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.observe.group.Machine;
import dev.kidreaper.show.WhatIfText;
import dev.kidreaper.web.WrongInquiry;
import dev.kidreaper.whatif.Lives;
import dev.kidreaper.whatif.WhatIf;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What another limit would mean for a pool, from its history.
public record WhatIfAnswer(DaemonView view, PastReadings readings) {
    private static final Duration LOOK_BACK = Duration.ofDays(7);
    private static final int MOST_LIMITS = 20;

    /// As JSON.
    ///
    /// @param limits as an operator writes them, with commas between; null: some around the one
    ///   that holds
    public String json(PoolSnapshot pool, @Nullable String limits) throws WrongInquiry {
        return WhatIfText.json(pool, of(pool, limits));
    }

    /// In words.
    ///
    /// @param limits as above
    public String words(PoolSnapshot pool, @Nullable String limits) throws WrongInquiry {
        return WhatIfText.words(pool, of(pool, limits));
    }

    private WhatIf of(PoolSnapshot pool, @Nullable String limits) throws WrongInquiry {
        var lives = new Lives.Builder();
        readings.lives(pool.name(), pool.measure(), Instant.now().minus(LOOK_BACK))
                .forEach(m -> lives.add(m.worker(), m.at().toEpochMilli() / 1000.0, m.bytes()));
        return WhatIf.of(lives.build(), setting(pool), sizes(limits));
    }

    /// A warm-up ends, but who reached a limit again and again tells more of how far it goes.
    private static WhatIf.Beyond beyond(GrowthSummary verdict) {
        if (verdict.growsOn()) {
            return WhatIf.Beyond.GROWS;
        }
        return verdict.verdict() == Verdict.UNDECIDED || verdict.verdict() == Verdict.WARM_UP
                ? WhatIf.Beyond.UNKNOWN
                : WhatIf.Beyond.ENDS;
    }

    private WhatIf.Setting setting(PoolSnapshot pool) {
        Pacing pacing = pool.pacing();
        WhatIf.Beyond beyond =
                view.verdicts()
                        .now(pool.name())
                        .map(v -> beyond(v.summary()))
                        .orElse(WhatIf.Beyond.UNKNOWN);
        return new WhatIf.Setting(
                pool.workers().size(),
                pool.limitBytes() == null ? 0 : pool.limitBytes(),
                pacing == null ? Duration.ZERO : pacing.each(),
                pacing == null ? Double.POSITIVE_INFINITY : pacing.possiblePerHour(),
                beyond,
                room(pool));
    }

    /// What all workers may have together: what they have now, and what the machine, or the control
    /// group that limits them, has left. 0 where that cannot be read.
    private static long room(PoolSnapshot pool) {
        if (pool.workers().isEmpty()) {
            return 0;
        }
        long now = pool.workers().stream().mapToLong(PoolSnapshot.Member::bytes).sum();
        int one = pool.workers().getFirst().id().pid();
        try {
            return now + new Machine(Proc.ofMachine()).available(one).bytes();
        } catch (Unreadable e) {
            return 0; // It has just gone: nothing is said of the machine's memory.
        }
    }

    private static List<Long> sizes(@Nullable String limits) throws WrongInquiry {
        var sizes = new ArrayList<Long>();
        if (limits != null && !limits.isBlank()) {
            for (String word : limits.split(",", MOST_LIMITS + 1)) {
                try {
                    sizes.add(Amounts.size(word.strip()).bytes());
                } catch (IllegalArgumentException e) {
                    throw new WrongInquiry(400, "limits: " + e.getMessage());
                }
            }
        }
        return sizes;
    }
}
