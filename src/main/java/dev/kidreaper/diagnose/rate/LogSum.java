package dev.kidreaper.diagnose.rate;

/// A sum of numbers that are known by their logarithms; and the mean of values that have such
/// weights.
final class LogSum {
    private double most = Double.NEGATIVE_INFINITY;
    private double sum;
    private double weighted;

    void add(double log) {
        add(log, 0);
    }

    /// Adds a value with a weight.
    void add(double log, double value) {
        if (log == Double.NEGATIVE_INFINITY) {
            return;
        }
        if (log > most) {
            double less = Math.exp(most - log);
            sum = sum * less + 1;
            weighted = weighted * less + value;
            most = log;
        } else {
            double less = Math.exp(log - most);
            sum += less;
            weighted += less * value;
        }
    }

    double value() {
        return most + Math.log(sum);
    }

    /// The mean of the values; 0 if there are none.
    double mean() {
        return sum > 0 ? weighted / sum : 0;
    }
}
