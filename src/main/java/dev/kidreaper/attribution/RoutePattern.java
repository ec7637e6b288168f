package dev.kidreaper.attribution;

import java.util.regex.Pattern;

/// The route of a request: its method, and its path with `*` for whatever names one thing among
/// many: numbers, hashes, UUIDs, dates, addresses. `/user/4711/report?day=3` becomes
/// `/user/*/report`.
public final class RoutePattern {
    private static final int MOST_SEGMENTS = 8;
    private static final int MOST_LETTERS = 120;
    private static final int MOST_PLAIN = 100;

    /// A whole segment that names one thing: digits with separators, a hexadecimal number that
    /// contains a digit, a long word with digits, an address, free text that had to be escaped.
    private static final Pattern NAME =
            Pattern.compile(
                    "[0-9][0-9.,:_-]*"
                            + "|(?=[^0-9]*[0-9])[0-9a-fA-F-]{8,}"
                            + "|(?=(?:[^0-9]*[0-9]){2})[0-9A-Za-z_=-]{14,}"
                            + "|(?=.*[0-9])(?=.*[a-z])(?=.*[A-Z])[0-9A-Za-z_=-]{16,}"
                            + "|.*[@%].*");

    /// Digits within a segment, unless they are a version such as `v2`.
    private static final Pattern DIGITS = Pattern.compile("(?<![A-Za-z])[0-9]+|[0-9]{2,}");

    private RoutePattern() {}

    /// The route of a request.
    ///
    /// @param path as the client sent it, with or without a query
    public static String of(String method, String path) {
        int query = path.indexOf('?');
        String bare = query < 0 ? path : path.substring(0, query);
        if (bare.length() <= MOST_PLAIN && isPlain(bare)) {
            return method + ' ' + bare;
        }
        var route = new StringBuilder(method).append(' ');
        String[] segments = bare.split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            if (i > 0) {
                route.append('/');
            }
            if (i > MOST_SEGMENTS || route.length() > MOST_LETTERS) {
                return route.append('…').toString();
            }
            route.append(folded(segments[i]));
        }
        return route.toString();
    }

    /// The route of a request as the log has it: `GET /user/4711`. That of a route is itself.
    public static String ofRequest(String request) {
        int space = request.indexOf(' ');
        return space < 0 ? request : of(request.substring(0, space), request.substring(space + 1));
    }

    /// Whether there is certainly nothing to fold, as in most paths: this saves the expressions.
    private static boolean isPlain(String text) {
        int segments = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            segments += c == '/' ? 1 : 0;
            if ((c >= '0' && c <= '9') || c == '@' || c == '%') {
                return false;
            }
        }
        return segments <= MOST_SEGMENTS;
    }

    private static String folded(String segment) {
        if (segment.length() <= MOST_LETTERS && isPlain(segment)) {
            return segment;
        }
        if (segment.length() > MOST_LETTERS || NAME.matcher(segment).matches()) {
            return "*";
        }
        return DIGITS.matcher(segment).replaceAll("*");
    }
}
