package dev.kidreaper.model;

import java.util.List;

/// What the page and the metrics are like.
///
/// @param names by which browsers may call this machine besides addresses and `localhost`
/// @param workerMetrics whether each worker has metrics of its own
public record WebOptions(List<String> names, boolean workerMetrics) {
    /// What holds unless told otherwise.
    public static final WebOptions DEFAULT = new WebOptions(List.of(), true);

    public WebOptions {
        names = List.copyOf(names);
    }
}
