package dev.kidreaper.whatif;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.whatif.WhatIf.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What other limits would mean, held against simulated pools that run at those limits.
class WhatIfTest {
    private static final long MIB = 1L << 20;
    private static final int WORKERS = 8;
    private static final double DAY = 86_400;
    private static final double LOOK = 30;
    private static final Duration EACH = Duration.ofSeconds(12);

    /// A pool that ran for some days at one limit.
    ///
    /// @param recycles that there were in a day
    private record Ran(Lives lives, double recycles) {}

    /// @param perSecond by how many bytes a worker of that size grows
    private static Ran run(long limit, DoubleUnaryOperator perSecond, double days, long seed) {
        var random = new Random(seed);
        var lives = new Lives.Builder();
        int recycled = 0;
        long life = 0;
        for (int worker = 0; worker < WORKERS; worker++) {
            double now = 0;
            while (now < days * DAY) {
                double size = 20.0 * MIB + random.nextInt(4) * MIB;
                // Some begin slowly, some fast, as the requests come.
                double pace = 0.5 + random.nextDouble();
                life++;
                lives.add(life, now, (long) size);
                while (size < limit && now < days * DAY) {
                    now += LOOK;
                    size += perSecond.applyAsDouble(size) * LOOK * pace * 2 * random.nextDouble();
                    lives.add(life, now, (long) Math.min(size, (double) limit));
                }
                recycled += size >= limit ? 1 : 0;
                now += EACH.toSeconds() / 2.0;
            }
        }
        return new Ran(lives.build(), recycled / days);
    }

    private static DoubleUnaryOperator growth(String kind) {
        return switch (kind) {
            case "leak" -> _ -> 10_000;
            case "slowing" -> size -> 30_000.0 * 20 * MIB / size;
            case "speeding" -> size -> 3_000.0 * size / (20 * MIB);
            default -> throw new AssertionError(kind);
        };
    }

    private static Setting setting(long now, WhatIf.Beyond beyond) {
        return new Setting(WORKERS, now, EACH, 300, beyond, 0);
    }

    @ParameterizedTest
    @CsvSource({
        "leak, 120, 80",
        "leak, 120, 60",
        "leak, 120, 160",
        "slowing, 120, 80",
        "slowing, 120, 60",
        "speeding, 120, 80",
        "speeding, 120, 60"
    })
    void recyclesADayAreForetoldWithinFifteenPerCent(String kind, long ranAt, long other) {
        Ran ran = run(ranAt * MIB, growth(kind), 3, 1);
        Ran really = run(other * MIB, growth(kind), 3, 2);
        WhatIf answer =
                WhatIf.of(
                        ran.lives,
                        setting(ranAt * MIB, WhatIf.Beyond.GROWS),
                        List.of(other * MIB, ranAt * MIB));

        var rows = new ArrayList<>(answer.rows());
        rows.removeIf(r -> r.limit() != other * MIB);
        assertThat(rows.getFirst().recyclesPerDay())
                .isCloseTo(really.recycles, Percentage.withPercentage(15));
        rows = new ArrayList<>(answer.rows());
        rows.removeIf(r -> r.limit() != ranAt * MIB);
        assertThat(rows.getFirst().recyclesPerDay())
                .isCloseTo(ran.recycles, Percentage.withPercentage(15));
    }

    @Test
    void growthThatEndsByItselfNeedsNoLimitBeyond() {
        Ran ran = run(200 * MIB, size -> size < 60 * MIB ? 20_000 : 0, 2, 3);
        WhatIf answer =
                WhatIf.of(ran.lives, setting(0, WhatIf.Beyond.ENDS), List.of(50 * MIB, 100 * MIB));
        assertThat(answer.rows().getFirst().recyclesPerDay()).isPositive();
        assertThat(answer.rows().getLast().beyond()).isTrue();
        assertThat(answer.rows().getLast().life()).isNull();
        assertThat(answer.rows().getLast().recyclesPerDay()).isZero();
    }

    @Test
    void theSuggestionLeavesRoomAndTime() {
        Ran ran = run(120 * MIB, growth("leak"), 2, 4);
        WhatIf answer = WhatIf.of(ran.lives, setting(120 * MIB, WhatIf.Beyond.GROWS), List.of());
        assertThat(answer.suggested()).isBetween(30 * MIB, 60 * MIB);
        assertThat(answer.rows()).extracting(WhatIf.Row::limit).contains(answer.suggested());

        var slow =
                new Setting(WORKERS, 120 * MIB, Duration.ofMinutes(20), 3, WhatIf.Beyond.GROWS, 0);
        WhatIf none = WhatIf.of(ran.lives, slow, List.of());
        assertThat(none.suggested()).isZero();
        assertThat(none.reason()).isNotEmpty();

        var crowded =
                new Setting(WORKERS, 120 * MIB, EACH, 300, WhatIf.Beyond.GROWS, WORKERS * 10 * MIB);
        WhatIf tooMuch = WhatIf.of(ran.lives, crowded, List.of());
        assertThat(tooMuch.suggested()).isZero();
        assertThat(tooMuch.reason()).contains("more memory than there is for them");
    }

    @Test
    void ofNothingNothingIsSaid() {
        WhatIf answer =
                WhatIf.of(new Lives(List.of()), setting(0, WhatIf.Beyond.ENDS), List.of(MIB));
        assertThat(answer.rows()).isEmpty();
        assertThat(answer.reason()).contains("so far: 0");
    }

    /// Nobody has judged yet why they grow. What has not slowed down is drawn out.
    @Test
    void evenGrowthGoesOnAndSlowingGrowthIsNotForetold() {
        Setting setting = setting(60 * MIB, WhatIf.Beyond.UNKNOWN);
        Ran even = run(60 * MIB, growth("leak"), 2, 3);
        double atTwice = run(120 * MIB, growth("leak"), 4, 4).recycles;
        WhatIf.Row row = WhatIf.of(even.lives, setting, List.of(120 * MIB)).rows().getFirst();
        assertThat(row.beyond()).isTrue();
        assertThat(row.recyclesPerDay()).isCloseTo(atTwice, Percentage.withPercentage(15));

        Ran slowing = run(60 * MIB, growth("slowing"), 2, 3);
        row = WhatIf.of(slowing.lives, setting, List.of(120 * MIB)).rows().getFirst();
        assertThat(row.life()).isNull();
        assertThat(row.recyclesPerDay()).isNaN();
    }

    /// What ends is not drawn out; whether it ends before that limit is not known while it goes on.
    @Test
    void whatWillEndIsNotDrawnOut() {
        Setting setting = setting(60 * MIB, WhatIf.Beyond.ENDS);
        Ran even = run(60 * MIB, growth("leak"), 2, 3);
        WhatIf.Row row = WhatIf.of(even.lives, setting, List.of(120 * MIB)).rows().getFirst();
        assertThat(row.life()).isNull();
        assertThat(row.recyclesPerDay()).isNaN();
    }

    /// Workers reached the limit that holds, and none was larger.
    @Test
    void theLimitThatHoldsWasReached() {
        var lives = new Lives.Builder();
        for (int life = 0; life < 10; life++) {
            lives.add(life, life * 100, 20 * MIB);
            lives.add(life, life * 100 + 50, 60 * MIB);
            lives.add(life, life * 100 + 100, 100 * MIB);
        }
        WhatIf.Row row = only(lives.build(), 100 * MIB);
        assertThat(row.beyond()).isFalse();
        assertThat(row.life()).isBetween(Duration.ofSeconds(99), Duration.ofSeconds(101));
    }

    /// One of ten got there in the end, after all had stayed below it for long.
    @Test
    void whoStaysBelowALimitForLongLivesLong() {
        var lives = new Lives.Builder();
        for (int life = 0; life < 10; life++) {
            lives.add(life, 0, 20 * MIB);
            lives.add(life, 100, 100 * MIB);
            lives.add(life, 100_000, life == 0 ? 100 * MIB + 1000 : 100 * MIB);
        }
        assertThat(only(lives.build(), 100 * MIB).life())
                .isBetween(Duration.ofSeconds(99), Duration.ofSeconds(101));
        assertThat(only(lives.build(), 100 * MIB + 1000).life())
                .isGreaterThan(Duration.ofHours(250));
    }

    private static WhatIf.Row only(Lives lives, long limit) {
        return WhatIf.of(lives, setting(limit, WhatIf.Beyond.GROWS), List.of(limit))
                .rows()
                .getFirst();
    }
}
