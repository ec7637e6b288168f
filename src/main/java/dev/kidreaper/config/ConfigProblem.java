package dev.kidreaper.config;

/// One error or doubtful value in a configuration file.
///
/// @param file as the operator named it
/// @param line from 1; 0: it is about the file as a whole
/// @param column from 1, in characters
/// @param sentence what was found and what is allowed, on one line
public record ConfigProblem(String file, int line, int column, String sentence) {
    private static final int LONGEST = 500;

    public ConfigProblem {
        sentence = Suggestions.onOneLine(sentence, LONGEST);
    }

    /// The form that compilers use, so that editors find the place: `file:line:column: sentence`.
    @Override
    public String toString() {
        return line == 0
                ? file + ": " + sentence
                : "%s:%d:%d: %s".formatted(file, line, column, sentence);
    }
}
