package dev.kidreaper.app;

import dev.kidreaper.model.Manager;

/// What is said of processes that have no manager, since systemd has started them itself.
final class NoManager {
    /// What to do instead.
    static final String ADVICE =
            "Services that share one socket (app@1.service, app@2.service) have no manager and are"
                    + " not supported: start them by kidreaper serve, or set MemoryMax= in their"
                    + " unit";

    private NoManager() {}

    /// Why a process without children is refused.
    static String sentence(Manager manager) {
        return "pid %s ('%s') has no children, so it is no manager. %s"
                .formatted(manager.id(), manager.title(), ADVICE);
    }
}
