package dev.kidreaper.config;

import dev.kidreaper.model.Blackout;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.RecyclePolicy;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A `[pool.pace]`; its section is null if the pool has none.
record PaceSection(@Nullable Section section, ConfigProblems configProblems) {
    /// What may keep a worker that has reached a limit from going at once.
    private static final List<String> PACING = List.of("at-once", "pause", "newborn");

    /// How the pool's workers are recycled.
    ///
    /// @param usual what holds where nothing is said
    /// @param observe whether none is
    RecyclePolicy policy(RecyclePolicy usual, boolean observe) {
        if (section == null) {
            return new RecyclePolicy(
                    observe, usual.atOnce(), usual.exact(), usual.pace(), usual.blackouts());
        }
        boolean gated = usual.equals(RecyclePolicy.GATED); // Exact, whatever the pace is.
        Integer atOnce = section.number("at-once", 1, RecyclePolicy.MOST_AT_ONCE);
        List<Blackout> blackouts =
                section.texts("blackout", "Mon-Fri 09:00-09:30", Blackout::parse);
        return new RecyclePolicy(
                observe,
                atOnce == null ? usual.atOnce() : atOnce,
                usual.exact() && (gated || PACING.stream().noneMatch(section::has)),
                pace(section, usual.pace(), usual.equals(RecyclePolicy.SPAWNED)),
                blackouts);
    }

    private Pace pace(Section section, Pace usual, boolean spawned) {
        Duration newborn = duration("newborn", usual.newborn());
        Duration deadline = duration("deadline", usual.deadline());
        Duration killAfter = section.text("kill-after", "5m", Amounts::duration);
        // Workers that we start have no deadline.
        check(section, newborn, deadline, spawned ? null : killAfter);
        return new Pace(
                duration("pause", usual.pause()),
                newborn,
                usual.proof(),
                usual.settle(),
                deadline,
                killAfter);
    }

    private Duration duration(String key, Duration usual) {
        Duration said = section == null ? null : section.text(key, "10s", Amounts::duration);
        return said == null ? usual : said;
    }

    private void check(
            Section section, Duration newborn, Duration deadline, @Nullable Duration killAfter) {
        String latest = "the deadline (%d s)".formatted(deadline.toSeconds());
        if (!deadline.isPositive()) {
            section.wrong("deadline", "no worker leaves in no time: write a time, such as 60s");
        } else if (newborn.compareTo(deadline) >= 0) {
            section.wrong(
                    section.has("newborn") ? "newborn" : "deadline",
                    "no replacement can grow older than a newborn (%d s) before %s"
                            .formatted(newborn.toSeconds(), latest));
        }
        if (newborn.isZero() && section.has("newborn")) {
            configProblems.doubtful(
                    section.place("newborn"),
                    "newborn: a worker just forked still has its manager's signal handlers, so a"
                            + " signal to it can end the whole pool; the default is 2s");
        }
        if (killAfter != null && killAfter.compareTo(deadline) < 0) {
            section.wrong(
                    "kill-after",
                    "'%s' is before %s: write a longer time, or a shorter deadline"
                            .formatted(section.table().get(List.of("kill-after")), latest));
        }
    }
}
