package dev.kidreaper.config;

/// A place in a configuration file.
///
/// @param line from 1; 0: the file as a whole
/// @param column from 1
record SourcePosition(int line, int column) implements Comparable<SourcePosition> {
    /// The beginning of a file.
    static final SourcePosition START = new SourcePosition(1, 1);

    /// Not a place: it is about the file as a whole.
    static final SourcePosition WHOLE = new SourcePosition(0, 0);

    @Override
    public int compareTo(SourcePosition other) {
        return line != other.line
                ? Integer.compare(line, other.line)
                : Integer.compare(column, other.column);
    }
}
