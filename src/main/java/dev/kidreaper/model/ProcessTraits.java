package dev.kidreaper.model;

import java.util.List;

/// What is seen of a process, by which its kind is recognised.
///
/// @param words its command line; the first word is its title
/// @param program the base name of the file that it executes; empty where we may not read it
/// @param handlers a bit for each signal that it has a handler for, bit 0 for signal 1
public record ProcessTraits(List<String> words, String program, long handlers) {
    public ProcessTraits {
        words = List.copyOf(words);
    }

    /// The first word of its command line, where a program that sets a title writes it.
    public String title() {
        return words.isEmpty() ? "" : words.getFirst().stripTrailing();
    }

    /// Whether it has a handler for that signal.
    public boolean handles(Signal signal) {
        return signal.isIn(handlers);
    }
}
