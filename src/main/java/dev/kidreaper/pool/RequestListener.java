package dev.kidreaper.pool;

import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RouteGrowth;
import java.util.List;

/// Is told of every request that was answered, and what its worker weighed before and after, and
/// makes of that which routes grow the workers.
public interface RequestListener {
    /// One request was answered. Called on the way of requests: returns at once.
    ///
    /// @param method such as `GET`
    /// @param path without the query
    /// @param before what was last known of the worker; parts may be {@link Footprint#UNREAD}
    void answered(String method, String path, ProcessId worker, Footprint before, Footprint after);

    /// What the routes have left behind in the workers, as of late; those with the most evidence
    /// against them first. Waits for nobody.
    List<RouteGrowth> routes();
}
