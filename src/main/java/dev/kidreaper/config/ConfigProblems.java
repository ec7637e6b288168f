package dev.kidreaper.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What was found wrong so far while one file is read.
final class ConfigProblems {
    private static final int MOST = 100;

    private final String file;
    private final List<ConfigProblem> wrong = new ArrayList<>();
    private final List<ConfigProblem> doubtful = new ArrayList<>();
    private boolean incomplete;

    ConfigProblems(String file) {
        this.file = file;
    }

    /// Something must be changed.
    void wrong(SourcePosition at, String sentence) {
        wrong.add(new ConfigProblem(file, at.line(), at.column(), sentence));
    }

    /// Something is not there that must be. Where lines could not be understood it may be in one of
    /// them, so nothing is said.
    void missing(SourcePosition at, String sentence) {
        if (!incomplete) {
            wrong(at, sentence);
        }
    }

    /// Something is allowed, but perhaps not meant.
    void doubtful(SourcePosition at, String sentence) {
        doubtful.add(new ConfigProblem(file, at.line(), at.column(), "warning: " + sentence));
    }

    /// A line could not be understood.
    void syntax(SourcePosition at, String sentence) {
        wrong(at, sentence);
        incomplete = true;
    }

    boolean areNone() {
        return wrong.isEmpty();
    }

    /// All that must be changed, by place; beyond a hundred only how many.
    List<ConfigProblem> all() {
        List<ConfigProblem> sorted = sorted(wrong);
        if (sorted.size() <= MOST) {
            return sorted;
        }
        var some = new ArrayList<>(sorted.subList(0, MOST));
        some.add(new ConfigProblem(file, 0, 0, "and %d more".formatted(sorted.size() - MOST)));
        return some;
    }

    List<ConfigProblem> warnings() {
        return sorted(doubtful);
    }

    private static List<ConfigProblem> sorted(List<ConfigProblem> problems) {
        return problems.stream()
                .sorted(
                        Comparator.comparingInt(ConfigProblem::line)
                                .thenComparingInt(ConfigProblem::column)
                                .thenComparing(ConfigProblem::sentence))
                .distinct()
                .toList();
    }
}
