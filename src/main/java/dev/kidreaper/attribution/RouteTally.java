package dev.kidreaper.attribution;

import dev.kidreaper.model.RouteGrowth;

/// One route, with its requests and the time of its growth.
final class RouteTally {
    /// The growth that a route is tested against.
    enum Where {
        /// The growth of its own requests.
        OWN,
        /// The growth of the requests right after its own, in the same worker.
        NEXT,
        /// Both.
        BOTH
    }

    private static final double MOST_BYTES = 64 << 10;

    private final String name;
    private final int index;
    private final double[] own = new double[Long.SIZE];
    private final double[] next = new double[Long.SIZE];
    private long requests;
    private double grown;
    private double shrunk;
    private double squares;

    RouteTally(String name, int index) {
        this.name = name;
        this.index = index;
    }

    String name() {
        return name;
    }

    /// Its place among the routes, from 0.
    int index() {
        return index;
    }

    long requests() {
        return requests;
    }

    /// A request of it has ended.
    ///
    /// @param change by how much its worker grew during it, in bytes; less than 0: it shrank
    void request(double change) {
        requests++;
        grown += Math.max(0, change);
        shrunk += Math.max(0, -change);
        squares += change * change;
    }

    RouteGrowth.Sums sums() {
        return new RouteGrowth.Sums(grown, shrunk, squares);
    }

    /// Adds a step of its own request, or removes it again.
    ///
    /// @param atRequest the number of its requests until then
    /// @param sign 1 or -1
    void addOwn(double bytes, int sign, long atRequest) {
        own[octave(atRequest)] += sign * Math.min(bytes, MOST_BYTES);
    }

    /// The same for a step of the request that came next.
    void addNext(double bytes, int sign, long atRequest) {
        next[octave(atRequest)] += sign * Math.min(bytes, MOST_BYTES);
    }

    /// The part of its growth that came lately: see {@link #lateRequests}.
    double lateGrowth(Where where) {
        double sum = 0;
        double late = 0;
        for (int i = 0; i < own.length; i++) {
            double bytes = at(where, i);
            sum += bytes;
            late += i >= firstLate() ? bytes : 0;
        }
        return sum <= 0 ? 0 : Math.max(0, late / sum);
    }

    /// The part of its requests that came lately, beginning at a power of two: a quarter to nearly
    /// two thirds of all.
    double lateRequests() {
        return requests == 0 ? 0 : 1 - ((1L << firstLate()) - 1) / (double) requests;
    }

    private int firstLate() {
        int last = octave(requests);
        boolean isLong = requests * 3 >= 4L << last;
        return isLong ? last : Math.max(0, last - 1);
    }

    private double at(Where where, int octave) {
        return switch (where) {
            case OWN -> own[octave];
            case NEXT -> next[octave];
            case BOTH -> own[octave] + next[octave];
        };
    }

    private static int octave(long request) {
        return Long.SIZE - 1 - Long.numberOfLeadingZeros(Math.max(1, request));
    }
}
