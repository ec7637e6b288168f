package dev.kidreaper.show.top;

import java.time.Instant;

/// One event as `top` shows it.
///
/// @param worker its pid; 0: it is about none
/// @param text a sentence
/// @param bad whether it needs somebody's hand
public record TopEvent(
        Instant at, String pool, String kind, long worker, String text, boolean bad) {}
