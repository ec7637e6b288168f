package dev.kidreaper.decide.fleet;

/// What stands under one of a group's keys.
public sealed interface FleetValue permits BudgetPolicy, ExtraEntry, HeldSlot, MemberEntry {}
