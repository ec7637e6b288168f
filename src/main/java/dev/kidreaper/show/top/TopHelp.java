package dev.kidreaper.show.top;

import dev.kidreaper.show.top.TopLook.Tone;
import java.util.List;
import org.jline.utils.AttributedString;

/// What the keys of `top` do.
final class TopHelp {
    private static final List<String> LINES =
            List.of(
                    "up, down     choose a worker, or a pool; PgUp, PgDn, Home and End as well",
                    "Enter        the chosen one alone, with its curve; Esc goes back",
                    "Tab          the next pool",
                    "u a g t p o  sort by size, age, growth, time to the limit, pid, slot;",
                    "             the same key again turns the order; s takes the next one",
                    "/            show only workers whose pid, slot or state contains a text",
                    "y            why they grow, and by which route",
                    "w            what other limits would mean",
                    "e            all events",
                    "left, right  a minute back or forth in the history; < and > an hour;",
                    "             N and n the event before or after; l leads back to now",
                    "r            recycle the chosen worker; it asks first",
                    "q, Ctrl-C    quit",
                    "",
                    "The bar is a worker's size against its limit. REACHES is the time until it",
                    "gets there if it goes on growing as it does. A replacement takes the slot of",
                    "the worker that it replaces. USS has swap in it.",
                    "STATE: next goes next; leaving was asked to; newborn is too young to be",
                    "asked; over limit waits for its turn; stuck has had one request too long.");

    private TopHelp() {}

    static List<AttributedString> lines(TopLook look) {
        return LINES.stream().map(l -> new TopLine(look).add(Tone.USUAL, l).end()).toList();
    }
}
