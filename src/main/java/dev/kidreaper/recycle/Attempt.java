package dev.kidreaper.recycle;

import dev.kidreaper.model.Moment;

/// What came of looking for a good moment to deliver a signal.
///
/// @param moment the last one seen
/// @param sent whether it was good and the signal was sent
record Attempt(Moment moment, boolean sent) {}
