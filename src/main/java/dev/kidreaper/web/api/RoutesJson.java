package dev.kidreaper.web.api;

import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.show.Json;
import dev.kidreaper.show.StatusJson;

/// Which routes grow a pool's workers, in JSON.
final class RoutesJson {
    private RoutesJson() {}

    /// `pool`, `seen`: whether its requests are seen at all, and `routes`.
    static String of(PoolSnapshot pool) {
        return Json.write(json -> {
            json.writeStringProperty("pool", pool.name());
            json.writeBooleanProperty("seen", pool.traffic() != null);
            StatusJson.routes(json, pool.routes());
        });
    }
}
