package dev.kidreaper.decide.fleet;

/// Who is told what a host's part in its group's budget comes to.
public interface FleetNews {
    /// What has changed.
    enum Kind {
        /// The store cannot be asked: limits wait, emergencies go on.
        ENGINE_AWAY,
        /// It can be asked again.
        ENGINE_BACK,
        /// No more workers of this host's version are recycled until somebody has looked.
        FROZEN,
        /// They are again.
        THAWED,
        /// A slot of a host that had gone was taken away.
        RECLAIMED,
        /// A slot of ours was taken away: we were not seen for too long.
        LOST,
        /// A slot that an earlier run had held was found again.
        RECOVERED,
        /// Another host has this one's name.
        SAME_NAME
    }

    /// Something has happened.
    ///
    /// @param sentence for an operator
    void tell(Kind kind, String sentence);
}
