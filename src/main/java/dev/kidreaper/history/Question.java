package dev.kidreaper.history;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// A question for the history on disk, asked by the thread that owns it.
record Question<T>(Function<History, T> ask, CompletableFuture<T> answer) {
    Question(Function<History, T> ask) {
        this(ask, new CompletableFuture<>());
    }

    /// Asks the question.
    ///
    /// @throws HistoryFailure if the disk failed; the waiting thread gets it too
    void put(History history) {
        try {
            answer.complete(ask.apply(history));
        } catch (HistoryFailure e) {
            answer.completeExceptionally(e);
            throw e;
        }
    }
}
