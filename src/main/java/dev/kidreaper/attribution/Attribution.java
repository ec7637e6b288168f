package dev.kidreaper.attribution;

import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RouteGrowth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The search for the routes that grow the workers, from a worker's footprint before and after each
/// of its requests. All that it keeps is bounded. For one thread at a time.
/*
 * Growth comes in steps, one a request. What a worker gives back later was no growth: it undoes the
 * worker's last steps. The first request of each route in each worker sets things up, so neither it
 * nor the one after it counts. If routes had nothing to do with growth, each would have steps in
 * proportion to its requests. How far a route is from that is the evidence against it (Chernoff's
 * bound on a binomial tail). Growth may show at the next request, so a route is also tested against
 * the steps of the requests right after its own. A few large steps by chance must not hide many
 * small ones, so steps are counted at several scales, cut off at each.
 */
public final class Attribution {
    /// Routes beyond these are counted together.
    private static final int MOST_ROUTES = 400;

    private static final int MOST_WORKERS = 512;
    private static final String OTHERS = "(others)";

    private final Map<String, RouteTally> routes = new LinkedHashMap<>();
    private final Map<ProcessId, WorkerGrowth> workers =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<ProcessId, WorkerGrowth> eldest) {
                    return size() > MOST_WORKERS;
                }
            };
    private final RoutePairs routePairs = new RoutePairs();

    /// Adds a request.
    ///
    /// @param before the worker's footprint before it, in bytes
    /// @param after the worker's footprint after it, in bytes
    public void add(String method, String path, ProcessId worker, long before, long after) {
        String name = RoutePattern.of(method, path);
        RouteTally route = routes.get(name);
        if (route == null) {
            String known = routes.size() < MOST_ROUTES ? name : OTHERS;
            route = routes.computeIfAbsent(known, n -> new RouteTally(n, routes.size()));
        }
        workers.computeIfAbsent(worker, _ -> new WorkerGrowth(routePairs))
                .add(route, before, after);
    }

    /// The routes, those with the most evidence against them first.
    public List<RouteGrowth> table() {
        List<Culprits.Charge> charges = Culprits.of(List.copyOf(routes.values()), routePairs);
        var rows = new ArrayList<RouteGrowth>();
        for (Culprits.Charge charge : charges) {
            rows.add(
                    new RouteGrowth(
                            charge.route().name(),
                            charge.route().requests(),
                            charge.bytesPerRequest(),
                            charge.share(),
                            charge.confidence(),
                            charge.standsOut(),
                            charge.route().changes()));
        }
        return rows;
    }

    /// The verdict in one line: the routes that stand out, or that none does.
    public String sentence() {
        List<String> named =
                table().stream()
                        .filter(RouteGrowth::standsOut)
                        .map(RouteGrowth::route)
                        .limit(3)
                        .toList();
        return named.isEmpty() ? "no route stands out" : String.join(", ", named);
    }
}
