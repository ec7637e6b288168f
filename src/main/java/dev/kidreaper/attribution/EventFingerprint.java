package dev.kidreaper.attribution;

import dev.kidreaper.model.Event;
import dev.kidreaper.model.GrowthSummary;
import dev.kidreaper.model.ServedEvent;
import dev.kidreaper.model.Verdict;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What makes events of many hosts, and of many days, one finding: the same 16 hexadecimal digits
/// wherever the same thing is found. So five hundred hosts with one leak have one.
/*
 * It is made of the group, the pool, and the verdict with its route; without a verdict, of what
 * happened, for which cause, and at which route. Neither host, worker, size nor time is in it, and
 * not the version: a leak that comes back with a later one is the same finding, and the version
 * stands beside it. FNV-1a, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/.
 */
public final class EventFingerprint {
    private static final long BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private EventFingerprint() {}

    /// That of an event.
    ///
    /// @param group the host's fleet; null: it has none
    public static String of(Event event, @Nullable String group) {
        GrowthSummary why = event.explanation();
        if (why != null && why.verdict() != Verdict.UNDECIDED) {
            return digits(text(group), event.pool(), why.verdict().label(), text(why.route()));
        }
        String cause = event.cause() == null ? "" : event.cause().label();
        return digits(text(group), event.pool(), event.kind().label(), cause, route(event));
    }

    private static String route(Event event) {
        return switch (event) {
            case ServedEvent.Cut cut -> RoutePattern.ofRequest(cut.request());
            case ServedEvent.Stuck stuck -> RoutePattern.ofRequest(stuck.request());
            default -> "";
        };
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static String digits(String... parts) {
        long hash = BASIS;
        for (String part : parts) {
            for (byte one : part.getBytes(StandardCharsets.UTF_8)) {
                hash = (hash ^ (one & 0xff)) * PRIME;
            }
            hash *= PRIME; // A zero byte: where one part ends.
        }
        return "%016x".formatted(hash);
    }
}
