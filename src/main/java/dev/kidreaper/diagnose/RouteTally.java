package dev.kidreaper.diagnose;

/// One route: its requests, and when its growth came.
final class RouteTally {
    /// Growth of its own requests, and of those that came right after its own.
    enum Where {
        OWN,
        NEXT
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

    /// Adds a piece, or takes one away again.
    ///
    /// @param atRequest after how many of its requests
    /// @param sign 1 or -1
    void add(double bytes, int sign, Where where, long atRequest) {
        of(where)[octave(atRequest)] += sign * Math.min(bytes, MOST_BYTES);
    }

    /// Which part of its growth came lately: see {@link #lateRequests}.
    double lateGrowth(Where where) {
        double[] octaves = of(where);
        double sum = 0;
        double late = 0;
        for (int i = 0; i < octaves.length; i++) {
            sum += octaves[i];
            late += i >= firstLate() ? octaves[i] : 0;
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

    private double[] of(Where where) {
        return where == Where.OWN ? own : next;
    }

    private static int octave(long request) {
        return Long.SIZE - 1 - Long.numberOfLeadingZeros(Math.max(1, request));
    }
}
