package dev.kidreaper.model;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How a process of one kind and role looks, so that it can be told from all others.
///
/// @param titles what its title starts with, one of them; empty: it need not have one
/// @param script the interpreter's script (`/usr/bin/gunicorn`), by its base name, where there may
///   be no title; empty: none
/// @param programs the file that it executes, one of them, with or without a version (`ruby3.1`);
///   empty: any
/// @param handles signals that it has handlers for
/// @param leaves signals that it has no handlers for
/// @param other how it may look else; null when there is no other way
/*
 * Titles and command lines can be chosen by anybody, and an editor may have a manager's name among
 * its arguments. So where a kind sets no title, the program that runs is asked for as well, and the
 * signals that it has taken into its own hands: those follow from what the process is, and differ
 * between a manager, its workers and its other children.
 */
public record Looks(
        List<String> titles,
        String script,
        List<String> programs,
        Set<Signal> handles,
        Set<Signal> leaves,
        @Nullable Looks other) {
    /// Any process at all.
    public static final Looks ANY = new Looks(List.of(), "", List.of(), Set.of(), Set.of(), null);

    public Looks {
        titles = List.copyOf(titles);
        programs = List.copyOf(programs);
        handles = Set.copyOf(handles);
        leaves = Set.copyOf(leaves);
    }

    /// One with a title that starts so.
    public static Looks titled(String... starts) {
        return new Looks(List.of(starts), "", List.of(), Set.of(), Set.of(), null);
    }

    /// One that executes one of these.
    public static Looks running(String... programs) {
        return ANY.by(programs);
    }

    /// The same, and executing one of these.
    public Looks by(String... others) {
        return new Looks(titles, script, List.of(others), handles, leaves, other);
    }

    /// The same, or that script without a title.
    public Looks or(String name) {
        return new Looks(titles, name, programs, handles, leaves, other);
    }

    /// The same, and with handlers for these signals.
    public Looks handling(Signal... signals) {
        return new Looks(titles, script, programs, Set.of(signals), leaves, other);
    }

    /// The same, and without handlers for these signals.
    public Looks leaving(Signal... signals) {
        return new Looks(titles, script, programs, handles, Set.of(signals), other);
    }

    /// The same, or one that looks so.
    public Looks or(Looks another) {
        return new Looks(titles, script, programs, handles, leaves, another);
    }

    /// Whether handlers matter, which cost a reading more.
    public boolean isAboutHandlers() {
        return !handles.isEmpty()
                || !leaves.isEmpty()
                || (other != null && other.isAboutHandlers());
    }

    /// Whether that process looks so. What may not be seen does not count in its favour.
    public boolean fits(Evidence evidence) {
        return fitsItself(evidence) || (other != null && other.fits(evidence));
    }

    private boolean fitsItself(Evidence evidence) {
        boolean titled = titles.stream().anyMatch(evidence.title()::startsWith);
        boolean named = titles.isEmpty() && script.isEmpty();
        boolean runs = programs.isEmpty() || runs(evidence.program());
        boolean seen = titled ? runs || evidence.program().isEmpty() : runs;
        return seen
                && (titled || named || isScript(evidence.words()))
                && handles.stream().allMatch(evidence::handles)
                && leaves.stream().noneMatch(evidence::handles);
    }

    private boolean runs(String program) {
        return programs.stream()
                .anyMatch(p ->
                        program.startsWith(p)
                                && (program.length() == p.length()
                                        || !Character.isLetter(program.charAt(p.length()))));
    }

    /// The first word after the interpreter that is no option; it follows `-m` as well.
    private boolean isScript(List<String> words) {
        return !script.isEmpty()
                && words.stream()
                        .skip(1)
                        .filter(w -> !w.startsWith("-"))
                        .findFirst()
                        .map(w -> w.substring(w.lastIndexOf('/') + 1).equals(script))
                        .orElse(false);
    }
}
