package dev.kidreaper.cli;

import dev.kidreaper.config.Amounts;
import dev.kidreaper.model.Amount;
import dev.kidreaper.model.Limits;
import dev.kidreaper.model.Measure;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The limits at which `kidreaper serve` replaces a worker.
final class ServeLimitsOptions {
    private static final Pattern REQUESTS = Pattern.compile("(\\d{1,9})(?:(?:±|\\+-)(\\d{1,9}))?");

    @Option(
            names = "--limit",
            paramLabel = "SIZE|Nx|N%",
            description = "a worker that has reached it gets no more requests and is replaced")
    private @Nullable Amount limit;

    @Option(
            names = "--measure",
            paramLabel = "MEASURE",
            description = "the measure of the limit: uss (default), pss, rss or vsz")
    private Measure measure = Measure.USS;

    @Option(
            names = "--max-requests",
            paramLabel = "N[±J]",
            description = "replace a worker after N requests, up to J more or fewer")
    private String maxRequests = "0";

    @Option(names = "--max-age", paramLabel = "DUR", description = "replace a worker at this age")
    private @Nullable String maxAge;

    @Option(
            names = "--pool-limit",
            paramLabel = "SIZE|N%",
            description = "replace the largest worker while the sum of all PSS is above this")
    private @Nullable String poolLimit;

    @Option(
            names = "--min-available",
            paramLabel = "SIZE|N%",
            description = "replace the largest worker while the machine has less memory available")
    private @Nullable String minAvailable;

    @Option(
            names = "--max-pressure",
            paramLabel = "N%",
            description =
                    "replace the largest worker while some process of the machine waits for memory"
                            + " for more of the time")
    private @Nullable String maxPressure;

    /// The limits of memory and age.
    ///
    /// @throws IllegalArgumentException with a sentence that says what is allowed
    Limits limits() {
        return new Limits(
                limit,
                measure,
                read("--max-age", maxAge, Amounts::age),
                read("--pool-limit", poolLimit, Amounts::portion),
                read("--min-available", minAvailable, Amounts::portion),
                read("--max-pressure", maxPressure, Amounts::percent));
    }

    /// The number of requests after which a worker is replaced; 0: never.
    ///
    /// @throws IllegalArgumentException with a sentence that says what is allowed
    int maxRequests() {
        return Integer.parseInt(requests().group(1));
    }

    /// How many more or fewer requests a worker may serve, at most.
    ///
    /// @throws IllegalArgumentException with a sentence that says what is allowed
    int jitter() {
        String jitter = requests().group(2);
        return jitter == null ? 0 : Integer.parseInt(jitter);
    }

    private Matcher requests() {
        var requests = REQUESTS.matcher(maxRequests);
        if (!requests.matches()) {
            throw new IllegalArgumentException(
                    "--max-requests '%s': write a number, such as 500 or 500±50"
                            .formatted(maxRequests));
        }
        return requests;
    }

    private static <T> @Nullable T read(
            String option, @Nullable String said, Function<String, ? extends T> reading) {
        try {
            return said == null ? null : reading.apply(said);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + ' ' + e.getMessage(), e);
        }
    }
}
