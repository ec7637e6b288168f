package dev.kidreaper.decide.fleet;

/// A host that belongs to a group. Its entry vanishes by itself when the host does not renew it.
///
/// @param by which run of kidreaper on that host: another one cannot have the same
/// @param workers how many workers its pools have
/// @param version of the application; empty: not known
public record MemberEntry(String by, int workers, String version) implements FleetValue {}
