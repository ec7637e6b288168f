package dev.kidreaper.model;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// A regular expression by which a manager is told from all other processes: it must be found
/// somewhere in the command line, whose words are joined by single spaces (as `pgrep -f` does); `^`
/// and `$` are its ends.
///
/// @param pattern of at most {@link #LONGEST} characters, and not found in an empty command line
public record CommandPattern(Pattern pattern) {
    /// How many characters a pattern has at most.
    public static final int LONGEST = 256;

    /// How many characters of a command line are looked at: the first ones.
    public static final int LOOKED_AT = 4096;

    private static final int STEPS = 1_000_000;

    /// What a search has come to.
    public enum Found {
        YES,
        NO,
        /// The pattern goes back and forth too often on that command line, so it is not known.
        TOO_COSTLY
    }

    public CommandPattern {
        if (pattern.pattern().length() > LONGEST) {
            throw new IllegalArgumentException(
                    "a pattern has at most %d characters, this one has %d"
                            .formatted(LONGEST, pattern.pattern().length()));
        }
        if (search(pattern, "") != Found.NO) {
            throw new IllegalArgumentException(
                    "the pattern '%s' is found in every command line".formatted(pattern.pattern()));
        }
    }

    /// Reads what an operator wrote.
    ///
    /// @throws IllegalArgumentException with a sentence that says what is wrong with it
    public static CommandPattern parse(String regex) {
        if (regex.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "a pattern has at most %d characters, this one has %d"
                            .formatted(LONGEST, regex.length()));
        }
        try {
            return new CommandPattern(Pattern.compile(regex));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    ("'%s' is not a regular expression: %s near position %d; write one such as"
                                    + " ^php-fpm: master")
                            .formatted(regex, e.getDescription(), Math.max(0, e.getIndex()) + 1),
                    e);
        }
    }

    /// Searches a command line, with a bound on the effort.
    public Found in(String commandLine) {
        return search(pattern, commandLine);
    }

    /*
     * An expression such as (a+)+$ takes exponential time on a line that somebody else chose. Each
     * step reads a character, so counting the reads bounds the time. Alternatives under a star
     * recurse once for each character: their end is the stack's.
     */
    private static Found search(Pattern pattern, String commandLine) {
        String line = commandLine.substring(0, Math.min(commandLine.length(), LOOKED_AT));
        try {
            return pattern.matcher(new Counted(line, new int[] {STEPS})).find()
                    ? Found.YES
                    : Found.NO;
        } catch (TooCostly | StackOverflowError e) {
            return Found.TOO_COSTLY;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CommandPattern that
                && that.pattern.pattern().equals(pattern.pattern());
    }

    @Override
    public int hashCode() {
        return pattern.pattern().hashCode();
    }

    /// The regular expression.
    @Override
    public String toString() {
        return pattern.pattern();
    }

    /// Characters that can be read only so often.
    @SuppressWarnings("ArrayRecordComponent") // shared with its parts on purpose
    private record Counted(String text, int[] left) implements CharSequence {
        @Override
        public char charAt(int index) {
            if (--left[0] < 0) {
                throw new TooCostly();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text.substring(start, end), left);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static final class TooCostly extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooCostly() {
            super(null, null, false, false);
        }
    }
}
