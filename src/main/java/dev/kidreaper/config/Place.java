package dev.kidreaper.config;

/// A place in a configuration file.
///
/// @param line from 1
/// @param column from 1
record Place(int line, int column) implements Comparable<Place> {
    /// Where a file begins.
    static final Place START = new Place(1, 1);

    @Override
    public int compareTo(Place other) {
        return line != other.line
                ? Integer.compare(line, other.line)
                : Integer.compare(column, other.column);
    }
}
