package dev.kidreaper.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What was found wrong so far while one file is read.
final class Problems {
    private static final int MOST = 100;

    private final String file;
    private final List<Problem> wrong = new ArrayList<>();
    private final List<Problem> doubtful = new ArrayList<>();
    private boolean incomplete;

    Problems(String file) {
        this.file = file;
    }

    /// Something must be changed.
    void wrong(Place at, String sentence) {
        wrong.add(new Problem(file, at.line(), at.column(), sentence));
    }

    /// Something is not there that must be. Where lines could not be understood it may be in one of
    /// them, so nothing is said.
    void missing(Place at, String sentence) {
        if (!incomplete) {
            wrong(at, sentence);
        }
    }

    /// Something is allowed, but perhaps not meant.
    void doubtful(Place at, String sentence) {
        doubtful.add(new Problem(file, at.line(), at.column(), "warning: " + sentence));
    }

    /// A line could not be understood.
    void syntax(Place at, String sentence) {
        wrong(at, sentence);
        incomplete = true;
    }

    boolean areNone() {
        return wrong.isEmpty();
    }

    /// All that must be changed, by place; beyond a hundred only how many.
    List<Problem> all() {
        List<Problem> sorted = sorted(wrong);
        if (sorted.size() <= MOST) {
            return sorted;
        }
        var some = new ArrayList<>(sorted.subList(0, MOST));
        some.add(new Problem(file, 0, 0, "and %d more".formatted(sorted.size() - MOST)));
        return some;
    }

    List<Problem> warnings() {
        return sorted(doubtful);
    }

    private static List<Problem> sorted(List<Problem> problems) {
        return problems.stream()
                .sorted(
                        Comparator.comparingInt(Problem::line)
                                .thenComparingInt(Problem::column)
                                .thenComparing(Problem::sentence))
                .distinct()
                .toList();
    }
}
