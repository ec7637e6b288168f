package dev.kidreaper.diagnose;

import dev.kidreaper.diagnose.rate.GrowthOdds;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.GrowthCause;
import dev.kidreaper.model.Size;
import dev.kidreaper.model.Verdict;
import java.time.Duration;
import java.util.Map;

/// The advice that goes with a verdict.
final class Advice {
    private static final double HOUR_SECONDS = 3600;

    /// A limit that lets a worker live for an hour or so.
    private static final double LIFE_SECONDS = HOUR_SECONDS;

    /// From this probability on the advice on a leak names the cache too.
    private static final double CACHE_COUNTS = 0.08;

    private static final long ROUND = 8L << 20;

    private static final String IDLE =
            "These workers served nothing meanwhile, so nothing can be told of how they grow."
                    + " Observe again, under the usual load.";

    private Advice() {}

    static String of(Verdict verdict, Map<GrowthCause, Double> shares, Findings f) {
        return switch (verdict) {
            case STEADY -> f.isIdle() ? IDLE : steady(f);
            case COPY_ON_WRITE ->
                    ("Copy-on-write stops by itself at about %s of uss, when nothing from before"
                                    + " the fork is shared any more. With a lower limit you would"
                                    + " recycle workers for ever. Load and freeze (compact, collect"
                                    + " garbage, warm up) before the fork, and give the pool room"
                                    + " for that size.")
                            .formatted(size(wholly(f)));
            case LEAK ->
                    "A limit of %s of uss contains the leak%s until you find it. %s%s"
                            .formatted(size(holding(f)), maxRequests(f), lookFor(f), orCache(f));
            case WARM_UP ->
                    ("Do nothing: memory grows towards a plateau, and a recycle would start that"
                                    + " anew. Set the limit above the plateau (%s of uss now), and"
                                    + " load what every worker needs before the fork.%s")
                            .formatted(size(f.aloneBytes()), full(f));
            case HIGH_WATER ->
                    ("A large request raised the heap, which was not given back. A limit below %s"
                                    + " of uss recycles such a worker. Let such requests stream or"
                                    + " page their data, or serve them from a pool of their own.")
                            .formatted(size((long) (f.aloneBytes() + f.largestGain()) / 2));
            case FILE_BACKED ->
                    "The kernel drops such pages when it needs memory, or shares them, so a"
                            + " worker's end gives little back: limit uss, not rss. Look which"
                            + " files are mapped (pmap -x) only if the machine is short of memory.";
            case MIXED -> mixed(shares, f);
            case UNDECIDED -> undecided(f);
        };
    }

    private static String lookFor(Findings f) {
        return switch (f.holder()) {
            case LIST ->
                    "Look for the list (array) that requests append to and nothing takes from.";
            case NOTHING ->
                    "Look in libraries and extensions in C for memory that is allocated and never"
                            + " freed; in Perl, also for objects that refer to each other. No list"
                            + " or cache of the program holds it.";
            case null, default ->
                    "Look for what requests add to and never remove from: global lists and hashes,"
                            + " caches without a bound, circular references.";
        };
    }

    private static String undecided(Findings f) {
        String limit = " Until then a limit on uss with kidreaper reap does no harm.";
        if (f.end() == null) {
            return "Observe again, for longer and under the usual load." + limit;
        }
        return "Look whether what is kept has a bound: the keys of a cache, sessions, compiled"
                + " templates. If it has none, it leaks."
                + limit;
    }

    private static String orCache(Findings f) {
        if (f.end() == null || f.end().probabilityIfLarge() < CACHE_COUNTS) {
            return "";
        }
        if (f.end().probability() < CACHE_COUNTS) {
            return (" A cache that takes more than %s in each worker would look the same so far,"
                            + " and you would have to make room for it: %s tells more.")
                    .formatted(
                            size((long) GrowthOdds.USUAL_BYTES),
                            Waiting.option(f.end().tellSeconds()));
        }
        return (" A cache that takes %s or longer to fill would look the same so far: %s tells"
                        + " more.")
                .formatted(
                        Waiting.words(f.end().fullSeconds()),
                        Waiting.option(f.end().tellSeconds()));
    }

    private static String full(Findings f) {
        return f.end() == null
                ? ""
                : " At this rate it will be full in about %s."
                        .formatted(Waiting.words(f.end().fullSeconds()));
    }

    private static String steady(Findings f) {
        return ("Nothing needs to be recycled now. In %s, growth of less than %s an hour"
                        + " cannot be told from none. A limit of %s of uss is well"
                        + " above what these workers have.")
                .formatted(time(f), hidden(f), limit(f.aloneBytes() * 1.5));
    }

    /// How long the observation was.
    private static String time(Findings f) {
        return Durations.words(Duration.ofMillis((long) (f.seconds() * 1000)));
    }

    /// How much a steady worker may still grow in an hour: what was seen, or what could not be
    /// seen.
    private static Size hidden(Findings f) {
        double seen = f.ownBytesPerSecond() + f.apartBytesPerSecond();
        return size((long) (Math.max(seen, f.leastBytesPerSecond()) * HOUR_SECONDS));
    }

    private static String mixed(Map<GrowthCause, Double> shares, Findings f) {
        if (!shares.containsKey(GrowthCause.LEAK)) {
            return ("Nothing here grows without end: set the limit above %s of uss, where it"
                            + " levels off. Loading more before the fork makes workers smaller.")
                    .formatted(size(wholly(f)));
        }
        return ("Only the leak goes on for ever: look for it first, and contain it with a limit of"
                        + " %s of uss%s. Copy-on-write stops by itself at about %s. With a lower"
                        + " limit you would recycle workers for that alone.")
                .formatted(size(holding(f)), maxRequests(f), size(wholly(f)));
    }

    /// The size of a worker that shares nothing any more.
    private static long wholly(Findings f) {
        return f.aloneBytes() + f.sharedBytes();
    }

    private static long holding(Findings f) {
        double grown = f.ongoingBytesPerSecond() * LIFE_SECONDS;
        double least = f.aloneBytes() * 1.25;
        double most = f.aloneBytes() * 2.0 + f.sharedBytes();
        return limit(Math.max(least, Math.min(most, f.aloneBytes() + grown))).bytes();
    }

    private static String maxRequests(Findings f) {
        if (f.rests() < 1 || f.ongoingBytesPerSecond() <= 0) {
            return "";
        }
        double restsPerSecond = f.rests() / f.workers() / f.seconds();
        double seconds = (holding(f) - f.aloneBytes()) / f.ongoingBytesPerSecond();
        long requests = Math.round(restsPerSecond * seconds);
        return requests < 1 ? "" : " (about max-requests %,d)".formatted(twoFigures(requests));
    }

    private static long twoFigures(long number) {
        long power = 1;
        while (number / power >= 100) {
            power *= 10;
        }
        return number / power * power;
    }

    private static Size limit(double bytes) {
        return new Size((long) Math.ceil(bytes / ROUND) * ROUND);
    }

    private static Size size(long bytes) {
        return new Size(Math.max(0, bytes));
    }
}
