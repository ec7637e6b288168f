package dev.kidreaper.front.io;

/// Work that is done in rounds, as long as one of them has moved something. Asked for amid itself,
/// it does one more round. For the front's thread.
public final class Motion {
    /// How many rounds are done while others wait: who sends without end must not keep them
    /// waiting.
    public static final int MOST_ROUNDS = 32;

    private final EventLoop eventLoop;
    private final EventLoop.Ready told;
    private boolean moving;
    private boolean more;
    private int rounds;

    /// @param told is told again in the next turn when there is more to do than is done at once
    public Motion(EventLoop eventLoop, EventLoop.Ready told) {
        this.eventLoop = eventLoop;
        this.told = told;
    }

    /// Asks for it. Whether it is to be begun; if not, whoever is at it goes on.
    public boolean begin() {
        more = true;
        if (moving) {
            return false;
        }
        moving = true;
        rounds = 0;
        return true;
    }

    /// Whether there is to be another round.
    public boolean goesOn() {
        if (more && rounds == MOST_ROUNDS) {
            eventLoop.again(told);
            return false;
        }
        rounds++;
        boolean now = more;
        more = false;
        return now;
    }

    /// A round is done.
    ///
    /// @param moved whether it has moved something
    public void done(boolean moved) {
        more |= moved;
    }

    /// It is over.
    public void end() {
        moving = false;
    }
}
