package dev.kidreaper.testing;

import java.util.function.Consumer;

/// A program under test that writes a log.
public interface Logging {
    /// All that it has written until now.
    String log();

    /// Waits until its log passes a check: a line is written beside what it tells of, and may come
    /// later than the answer or the state that it belongs to.
    ///
    /// @throws AssertionError the last one of the check, when it never passes
    default void awaitLog(Consumer<String> check) {
        var last = new AssertionError[1];
        try {
            TestPool.await("the log", () -> passes(check, last));
        } catch (AssertionError e) {
            throw last[0] == null ? e : last[0];
        }
    }

    private boolean passes(Consumer<String> check, AssertionError[] last) {
        try {
            check.accept(log());
            return true;
        } catch (AssertionError e) {
            last[0] = e;
            return false;
        }
    }
}
