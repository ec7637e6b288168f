package dev.kidreaper.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The problems found so far while the files of a configuration are read.
final class ConfigProblems {
    private static final int MOST = 100;

    private final String file;
    private final List<ConfigProblem> wrong;
    private final List<ConfigProblem> doubtful;
    private boolean incomplete;

    ConfigProblems(String file) {
        this(file, new ArrayList<>(), new ArrayList<>());
    }

    private ConfigProblems(String file, List<ConfigProblem> wrong, List<ConfigProblem> doubtful) {
        this.file = file;
        this.wrong = wrong;
        this.doubtful = doubtful;
    }

    /// The problems of another file of the same configuration: they count together.
    ConfigProblems in(String other) {
        return new ConfigProblems(other, wrong, doubtful);
    }

    /// The name of the file.
    String file() {
        return file;
    }

    /// Adds an error: the operator must change something.
    void wrong(SourcePosition at, String sentence) {
        wrong.add(new ConfigProblem(file, at.line(), at.column(), sentence));
    }

    /// Adds an error: something required is missing. It may stand in a line that could not be
    /// parsed; if there is such a line, nothing is added.
    void missing(SourcePosition at, String sentence) {
        if (!incomplete) {
            wrong(at, sentence);
        }
    }

    /// Adds a warning: something is allowed, but the operator may not have meant it.
    void doubtful(SourcePosition at, String sentence) {
        doubtful.add(new ConfigProblem(file, at.line(), at.column(), "warning: " + sentence));
    }

    /// Adds an error: a line could not be parsed.
    void syntax(SourcePosition at, String sentence) {
        wrong(at, sentence);
        incomplete = true;
    }

    boolean areNone() {
        return wrong.isEmpty();
    }

    /// All errors, by place; above a hundred only their number.
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
                        Comparator.comparing(ConfigProblem::file)
                                .thenComparingInt(ConfigProblem::line)
                                .thenComparingInt(ConfigProblem::column)
                                .thenComparing(ConfigProblem::sentence))
                .distinct()
                .toList();
    }
}
