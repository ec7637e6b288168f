package dev.kidreaper.front;

import dev.kidreaper.model.Traffic;

/// Counts what becomes of requests: see {@link Traffic}. For the front's thread.
final class TrafficCounters {
    private long requests;
    private long cut;
    private long failed;
    private long refused;
    private long retried;
    private long aborted;

    void answered() {
        requests++;
    }

    void cut() {
        cut++;
    }

    void failed() {
        failed++;
    }

    void refused() {
        refused++;
    }

    void retried() {
        retried++;
    }

    void aborted() {
        aborted++;
    }

    Traffic all(int waiting, int clients) {
        return new Traffic(requests, cut, failed, refused, retried, aborted, waiting, clients);
    }
}
