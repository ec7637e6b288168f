package dev.kidreaper.testing;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Random;

/// Many broken texts, each made of a good one by a seed. A failure names its seed; `-Dfuzz.seed=N`
/// runs that one again.
public final class Fuzz {
    public static final int CASES = 1_000_000;

    /// Without a word, it ends after so long, however many cases that were.
    private static final Duration SHORT = Duration.ofSeconds(2);

    private static final Duration EACH = Duration.ofSeconds(1);

    private Fuzz() {}

    /// What is done with each text. It may fail in the ways that its reader is meant to.
    public interface Check {
        void of(String text, Random random) throws Exception;
    }

    /// As many cases as there is time for in a few seconds.
    public static void briefly(String[] good, Check check) {
        run(good, check, CASES, SHORT);
    }

    /// A million.
    public static void fully(String[] good, Check check) {
        run(good, check, CASES, Duration.ofHours(2));
    }

    private static void run(String[] good, Check check, int most, Duration longest) {
        boolean isOne = System.getProperty("fuzz.seed") != null;
        long first = Long.getLong("fuzz.seed", System.nanoTime());
        long begun = System.nanoTime();
        int cases = 0;
        while (cases < (isOne ? 1 : most) && System.nanoTime() - begun < longest.toNanos()) {
            Duration took = one(good, check, first + cases);
            if (took.compareTo(EACH) > 0) {
                throw new AssertionError("-Dfuzz.seed=%d takes %s".formatted(first + cases, took));
            }
            cases++;
        }
        System.out.printf("fuzz: %d cases from seed %d%n", cases, first);
    }

    /// The processor time of this thread: how long something takes, however busy the machine is.
    public static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static Duration one(String[] good, Check check, long seed) {
        var random = new Random(seed);
        String text = broken(good[random.nextInt(good.length)], random);
        long start = cpuNanos();
        try {
            check.of(text, random);
        } catch (Throwable e) {
            throw new AssertionError("-Dfuzz.seed=" + seed + ":\n" + text, e);
        }
        return Duration.ofNanos(cpuNanos() - start);
    }

    /// A text in which some things are cut out, doubled, or replaced.
    private static String broken(String good, Random random) {
        var text = new StringBuilder(good);
        for (int i = random.nextInt(5); i >= 0; i--) {
            int at = random.nextInt(text.length() + 1);
            int end = Math.min(text.length(), at + random.nextInt(12));
            switch (random.nextInt(6)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.insert(at, text.substring(at, end));
                case 2 -> text.setLength(at);
                case 3 -> text.insert(at, (char) random.nextInt(256));
                case 4 -> text.replace(at, end, Long.toString(random.nextLong()));
                default -> text.insert(at, " \n\t-:)(\0/".charAt(random.nextInt(9)));
            }
        }
        return text.toString();
    }
}
