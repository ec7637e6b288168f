package dev.kidreaper.model;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What tells a process of one kind and role from all others.
///
/// @param titles beginnings of its title, of which one must match; empty: it needs no title
/// @param script the base name of the interpreter's script (`/usr/bin/gunicorn`), which may stand
///   in place of a title; empty: none
/// @param programs files, of which it must execute one, with or without a version (`ruby3.1`);
///   empty: any
/// @param handled signals that it must have handlers for
/// @param unhandled signals that it must not have handlers for
/// @param alternative a second signature that may match instead; null: none
/*
 * Anybody can choose a title and a command line, and an editor may have a manager's name among its
 * arguments. So where a kind sets no title, the program must match as well, and the signals that
 * the process handles: they follow from what the process is, and differ between a manager, its
 * workers and its other children.
 */
public record ProcessSignature(
        List<String> titles,
        String script,
        List<String> programs,
        Set<Signal> handled,
        Set<Signal> unhandled,
        @Nullable ProcessSignature alternative) {
    /// Matches any process.
    public static final ProcessSignature ANY =
            new ProcessSignature(List.of(), "", List.of(), Set.of(), Set.of(), null);

    public ProcessSignature {
        titles = List.copyOf(titles);
        programs = List.copyOf(programs);
        handled = Set.copyOf(handled);
        unhandled = Set.copyOf(unhandled);
    }

    /// A signature of a title that begins with one of these.
    public static ProcessSignature titled(String... beginnings) {
        return new ProcessSignature(List.of(beginnings), "", List.of(), Set.of(), Set.of(), null);
    }

    /// A signature of a process that executes one of these programs, whatever its title.
    public static ProcessSignature ofProgram(String... programs) {
        return ANY.program(programs);
    }

    /// The same signature, but the process must also execute one of these programs.
    public ProcessSignature program(String... names) {
        return new ProcessSignature(
                titles, script, List.of(names), handled, unhandled, alternative);
    }

    /// The same signature, but this script will do in place of a title.
    public ProcessSignature orScript(String name) {
        return new ProcessSignature(titles, name, programs, handled, unhandled, alternative);
    }

    /// The same signature, but the process must also have handlers for these signals.
    public ProcessSignature handling(Signal... signals) {
        return new ProcessSignature(
                titles, script, programs, Set.of(signals), unhandled, alternative);
    }

    /// The same signature, but the process must also have no handlers for these signals.
    public ProcessSignature notHandling(Signal... signals) {
        return new ProcessSignature(
                titles, script, programs, handled, Set.of(signals), alternative);
    }

    /// A signature that matches whatever this one or the other matches.
    public ProcessSignature or(ProcessSignature other) {
        return new ProcessSignature(titles, script, programs, handled, unhandled, other);
    }

    /// Whether signal handlers count, which cost one more file to read.
    public boolean needsHandlers() {
        return !handled.isEmpty()
                || !unhandled.isEmpty()
                || (alternative != null && alternative.needsHandlers());
    }

    /// Whether that process is meant. What may not be read does not count in its favour.
    public boolean matches(ProcessTraits process) {
        return matchesFirst(process) || (alternative != null && alternative.matches(process));
    }

    private boolean matchesFirst(ProcessTraits process) {
        boolean titled = titles.stream().anyMatch(process.title()::startsWith);
        boolean needsNoName = titles.isEmpty() && script.isEmpty();
        boolean executes = programs.isEmpty() || isAmongPrograms(process.program());
        boolean mayBeProgram = executes || (titled && process.program().isEmpty());
        return mayBeProgram
                && (titled || needsNoName || isScript(process.words()))
                && handled.stream().allMatch(process::handles)
                && unhandled.stream().noneMatch(process::handles);
    }

    private boolean isAmongPrograms(String program) {
        return programs.stream()
                .anyMatch(p ->
                        program.startsWith(p)
                                && (program.length() == p.length()
                                        || !Character.isLetter(program.charAt(p.length()))));
    }

    /// The script is the first word after the interpreter that is no option; so it is after `-m`.
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
