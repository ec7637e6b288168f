package dev.kidreaper.decide.fleet;

/// The workers of one host that have gone without a permit, since the host was in need or an
/// operator wanted it.
///
/// @param count how many since kidreaper started there
/// @param why the last one went, a word or a sentence
/// @param at when, as its host's clock says
public record ExtraEntry(long count, String why, String at) implements FleetValue {}
