package dev.kidreaper.history;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// Something to be asked of the history on disk, by the thread that owns it.
record Question<T>(Function<History, T> ask, CompletableFuture<T> answer) {
    Question(Function<History, T> ask) {
        this(ask, new CompletableFuture<>());
    }

    /// Asks it.
    ///
    /// @throws HistoryFailure when the disk failed; whoever waits hears of it too
    void put(History history) {
        try {
            answer.complete(ask.apply(history));
        } catch (HistoryFailure e) {
            answer.completeExceptionally(e);
            throw e;
        }
    }
}
