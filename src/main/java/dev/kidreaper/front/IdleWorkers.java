package dev.kidreaper.front;

import dev.kidreaper.front.io.EventLoop;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The workers that are idle, in the order in which they are taken. For the front's thread.
final class IdleWorkers {
    /// How long it is remembered that workers work after their answers.
    private static final long REMEMBERED_NANOS = 60_000_000_000L;

    private final EventLoop eventLoop;
    private final boolean spread;
    private final ArrayDeque<Backend> idle = new ArrayDeque<>();
    private final ArrayDeque<Backend> preferred = new ArrayDeque<>();
    private long workedAfterAnswer;
    private long workedBefore;

    /// @param spread whether the one that has been idle longest is next, not the last one
    IdleWorkers(EventLoop eventLoop, boolean spread) {
        this.eventLoop = eventLoop;
        this.spread = spread;
        this.workedAfterAnswer = eventLoop.now() - REMEMBERED_NANOS;
        this.workedBefore = workedAfterAnswer;
    }

    void add(Backend backend) {
        if (backend.preferred) {
            preferred.addFirst(backend);
        } else if (spread || workAfterAnswers()) {
            idle.addLast(backend);
        } else {
            idle.addFirst(backend);
        }
    }

    /// A worker was seen at work after its answer.
    void onWorkAfterAnswer() {
        workedBefore = workedAfterAnswer;
        workedAfterAnswer = eventLoop.now();
    }

    /// Whether that was so more than once lately: one worker that was late once may have waited for
    /// a processor.
    boolean oftenWorkAfterAnswers() {
        return eventLoop.now() - workedBefore < REMEMBERED_NANOS;
    }

    /// Whether that was not long ago: so the last to answer may be at work still.
    boolean workAfterAnswers() {
        return eventLoop.now() - workedAfterAnswer < REMEMBERED_NANOS;
    }

    /// The next one; null when none is idle.
    @Nullable Backend take() {
        Backend first = preferred.pollFirst();
        return first == null ? idle.pollFirst() : first;
    }

    boolean isEmpty() {
        return idle.isEmpty() && preferred.isEmpty();
    }

    void remove(Backend backend) {
        idle.remove(backend);
        preferred.remove(backend);
    }
}
