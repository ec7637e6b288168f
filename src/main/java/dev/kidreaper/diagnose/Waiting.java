package dev.kidreaper.diagnose;

import dev.kidreaper.model.Durations;
import dev.kidreaper.model.MemoryTimeline;
import java.time.Duration;
import java.util.List;

/// A time that an operator is told to wait, in round figures.
final class Waiting {
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;

    /// A day: nobody observes longer at a time.
    private static final long MOST = 24 * HOUR;

    /// The steps to which a time is rounded up, until ten times as much.
    private static final long[] STEPS = {1, 10, 30, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR};

    /// An observation of a minute may take its last reading a little earlier.
    private static final double NEARLY = 0.9;

    /// Whoever is there in this last part of the observation lives on.
    private static final double LAST = 0.1;

    private static final int FEWEST_LIVES = 3;

    /// Of a longer life something can be told.
    private static final double SHORT = 15;

    private Waiting() {}

    /// The option that observes for a time: `--for 4m`.
    static String option(double seconds) {
        long rounded = rounded(Math.max(seconds, MINUTE));
        if (rounded % HOUR == 0) {
            return "--for %dh".formatted(rounded / HOUR);
        }
        return rounded % MINUTE == 0
                ? "--for %dm".formatted(rounded / MINUTE)
                : "--for %ds".formatted(rounded);
    }

    /// What is missing when workers were seen too short to tell how they grow. It never asks for an
    /// observation that is no longer than the one before.
    static String missing(List<MemoryTimeline> timelines) {
        double first = timelines.stream().mapToDouble(t -> t.first().seconds()).min().orElse(0);
        double last = timelines.stream().mapToDouble(t -> t.last().seconds()).max().orElse(0);
        double observed = last - first;
        double[] lives =
                timelines.stream()
                        .filter(t -> t.last().seconds() < last - observed * LAST)
                        .mapToDouble(t -> t.last().seconds() - t.born())
                        .sorted()
                        .toArray();
        double life = lives.length == 0 ? observed : lives[lives.length / 2];
        if (observed >= MINUTE * NEARLY && lives.length >= FEWEST_LIVES && life < SHORT) {
            return ("the workers live for about %s, too short to see one grow; what each gains goes"
                            + " with it. Let some serve more requests (max-requests), and observe"
                            + " again")
                    .formatted(words(Math.max(1, life)));
        }
        return "needs a longer observation: "
                + (observed < MINUTE * NEARLY ? "--for 60s" : option(observed * 2));
    }

    /// A time in words, rounded up: `9m`.
    static String words(double seconds) {
        return Durations.words(Duration.ofSeconds(rounded(seconds)));
    }

    private static long rounded(double seconds) {
        long step = STEPS[STEPS.length - 1];
        for (int i = STEPS.length - 1; i >= 0; i--) {
            step = seconds < STEPS[i] * 10 ? STEPS[i] : step;
        }
        return (long) Math.ceil(Math.min(seconds, MOST) / step) * step;
    }
}
