package dev.kidreaper.attribution;

import org.jspecify.annotations.Nullable;

/// The routes of requests that came before, so that one that comes again costs no search. For one
/// thread at a time.
final class KnownRoutes {
    private static final int PLACES = 1 << 10;

    private final @Nullable Known[] places = new Known[PLACES];

    private record Known(String method, String path, String route) {}

    /// As {@link RoutePattern#of}.
    String of(String method, String path) {
        int hash = 31 * method.hashCode() + path.hashCode();
        int place = (hash ^ hash >>> 15) & PLACES - 1;
        Known known = places[place];
        if (known == null || !known.path.equals(path) || !known.method.equals(method)) {
            known = new Known(method, path, RoutePattern.of(method, path));
            places[place] = known;
        }
        return known.route;
    }
}
