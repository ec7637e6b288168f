package dev.kidreaper.attribution;

/// One route: its requests, and when its growth came.
final class RouteTally {
    /// Whose growth it is held against.
    enum Where {
        /// That of its own requests.
        OWN,
        /// That of the requests which came right after its own, in the same worker.
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

    void request() {
        requests++;
    }

    /// Adds a piece of its own request, or takes one away again.
    ///
    /// @param atRequest after how many of its requests
    /// @param sign 1 or -1
    void addOwn(double bytes, int sign, long atRequest) {
        own[octave(atRequest)] += sign * Math.min(bytes, MOST_BYTES);
    }

    /// The same for a piece of the request that came next.
    void addNext(double bytes, int sign, long atRequest) {
        next[octave(atRequest)] += sign * Math.min(bytes, MOST_BYTES);
    }

    /// Which part of its growth came lately: see {@link #lateRequests}.
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

    /// Which part of its requests came lately: from a power of two on, a quarter to nearly two
    /// thirds of all.
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
