package dev.kidreaper.diagnose.rate;

/// A sum of numbers that are known by their logarithms.
final class LogSum {
    private double most = Double.NEGATIVE_INFINITY;
    private double sum;

    void add(double log) {
        if (log > most) {
            sum = sum * Math.exp(most - log) + 1;
            most = log;
        } else {
            sum += Math.exp(log - most);
        }
    }

    double value() {
        return most + Math.log(sum);
    }
}
