package dev.kidreaper.observe.memory.referrers;

/// The lists that hold some pieces.
///
/// @param elements the pointers to them, in all lists
/// @param bytes of the pieces
record Lists(int elements, long bytes) {
    static final Lists NONE = new Lists(0, 0);
}
