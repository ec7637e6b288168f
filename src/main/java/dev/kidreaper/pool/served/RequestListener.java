package dev.kidreaper.pool.served;

import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.ProcessId;

/// Is told of every request that was answered, and what its worker weighed before and after. Called
/// on the way of requests: it must return at once.
public interface RequestListener {
    /// One request was answered.
    ///
    /// @param method such as `GET`
    /// @param path without the query
    /// @param before what was last known of the worker; parts may be {@link Footprint#UNREAD}
    void answered(String method, String path, ProcessId worker, Footprint before, Footprint after);
}
