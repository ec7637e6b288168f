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
public record ProcessSignature(
        List<String> titles,
        String script,
        List<String> programs,
        Set<Signal> handles,
        Set<Signal> leaves,
        @Nullable ProcessSignature other) {
    /// Any process at all.
    public static final ProcessSignature ANY =
            new ProcessSignature(List.of(), "", List.of(), Set.of(), Set.of(), null);

    public ProcessSignature {
        titles = List.copyOf(titles);
        programs = List.copyOf(programs);
        handles = Set.copyOf(handles);
        leaves = Set.copyOf(leaves);
    }

    /// One with a title that starts so.
    public static ProcessSignature titled(String... starts) {
        return new ProcessSignature(List.of(starts), "", List.of(), Set.of(), Set.of(), null);
    }

    /// One that executes one of these.
    public static ProcessSignature running(String... programs) {
        return ANY.by(programs);
    }

    /// The same, and executing one of these.
    public ProcessSignature by(String... others) {
        return new ProcessSignature(titles, script, List.of(others), handles, leaves, other);
    }

    /// The same, or that script without a title.
    public ProcessSignature or(String name) {
        return new ProcessSignature(titles, name, programs, handles, leaves, other);
    }

    /// The same, and with handlers for these signals.
    public ProcessSignature handling(Signal... signals) {
        return new ProcessSignature(titles, script, programs, Set.of(signals), leaves, other);
    }

    /// The same, and without handlers for these signals.
    public ProcessSignature leaving(Signal... signals) {
        return new ProcessSignature(titles, script, programs, handles, Set.of(signals), other);
    }

    /// The same, or one that looks so.
    public ProcessSignature or(ProcessSignature another) {
        return new ProcessSignature(titles, script, programs, handles, leaves, another);
    }

    /// Whether handlers matter, which cost a reading more.
    public boolean isAboutHandlers() {
        return !handles.isEmpty()
                || !leaves.isEmpty()
                || (other != null && other.isAboutHandlers());
    }

    /// Whether that process looks so. What may not be seen does not count in its favour.
    public boolean fits(ProcessTraits processTraits) {
        return fitsItself(processTraits) || (other != null && other.fits(processTraits));
    }

    private boolean fitsItself(ProcessTraits processTraits) {
        boolean titled = titles.stream().anyMatch(processTraits.title()::startsWith);
        boolean named = titles.isEmpty() && script.isEmpty();
        boolean runs = programs.isEmpty() || runs(processTraits.program());
        boolean seen = titled ? runs || processTraits.program().isEmpty() : runs;
        return seen
                && (titled || named || isScript(processTraits.words()))
                && handles.stream().allMatch(processTraits::handles)
                && leaves.stream().noneMatch(processTraits::handles);
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
