package dev.kidreaper.hook;

import dev.kidreaper.linux.Child;
import dev.kidreaper.linux.EnvironmentVariables;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.EventOrigin;
import dev.kidreaper.model.HookSettings;
import dev.kidreaper.model.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One run of a hook's program.
/*
 * The program writes to our standard error, so what it says is in the daemon's log, and is no
 * answer of ours. It has none of our other descriptors, and of our variables only PATH and LANG. It
 * is the first of a process group, all of which is ended at the timeout.
 */
public final class HookRun {
    /// How long it has to end after TERM.
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final List<String> KEPT = List.of("PATH", "LANG");
    private static final String USUAL_PATH = "/usr/sbin:/usr/bin:/sbin:/bin";

    private HookRun() {}

    /// How it went.
    ///
    /// @param succeeded whether the program ended by itself with exit code 0
    /// @param words `exit 0`, `exit 7`, `still ran after 10 s, and was ended`
    public record Result(boolean succeeded, String words) {}

    /// Runs the program and waits for its end, at most for the hook's timeout and two seconds.
    ///
    /// @param origin where the event comes from
    /// @param heldBack of how many events of that kind it was not told before
    public static Result run(HookSettings hook, Event event, EventOrigin origin, long heldBack) {
        return run(hook, HookInput.of(hook.name(), event, origin, heldBack), GRACE);
    }

    static Result run(HookSettings hook, HookInput input, Duration grace) {
        try (Child child = Child.fed(words(hook), environment(input), input.json() + "\n")) {
            if (!child.process().awaitExit(hook.timeout())) {
                child.process().signalGroup(Signal.TERM.number());
                if (!child.process().awaitExit(grace)) {
                    child.process().signalGroup(Signal.KILL.number());
                    child.process().awaitExit(grace);
                }
                child.end();
                String words =
                        "still ran after %s, and was ended"
                                .formatted(Durations.words(hook.timeout()));
                return new Result(false, words);
            }
            Child.End end = child.end();
            return new Result(end.code() == 0, end.words());
        } catch (LinuxException e) {
            return new Result(false, e.sentence());
        }
    }

    private static List<String> words(HookSettings hook) {
        if (hook.user() == null) {
            return hook.command();
        }
        var words = new ArrayList<>(List.of("runuser", "-u", hook.user(), "--"));
        words.addAll(hook.command());
        return words;
    }

    private static EnvironmentVariables environment(HookInput input) {
        Map<String, String> ours = System.getenv();
        var variables = EnvironmentVariables.none();
        for (String name : KEPT) {
            String value = ours.get(name);
            if (value != null) {
                variables.unlessSet(name, value);
            }
        }
        variables.unlessSet("PATH", USUAL_PATH);
        input.variables().forEach(variables::setText);
        return variables;
    }
}
