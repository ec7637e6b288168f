package dev.kidreaper.recycle;

import dev.kidreaper.model.Signal;

/// A reason not to touch a worker: something about it is in doubt, or it would come to harm.
final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    private final String sentence;
    private final boolean isStopped;

    Refusal(String sentence) {
        this(sentence, false);
    }

    private Refusal(String sentence, boolean isStopped) {
        super(sentence);
        this.sentence = sentence;
        this.isStopped = isStopped;
    }

    /// Another program has stopped the worker, and counts on it.
    static Refusal stoppedByOthers() {
        return new Refusal("somebody else has stopped it: is it being debugged?", true);
    }

    /// Another program traces the worker, and sees each of its stops.
    static Refusal tracedByOthers(int tracer) {
        return new Refusal("pid %d traces it: is it being debugged?".formatted(tracer), true);
    }

    /// The signal needs a proof that the worker is idle, and the kernel does not let us see.
    static Refusal unseen(Signal signal) {
        return new Refusal(
                ("the kernel does not let us see whether it is idle, and %s to a busy one cuts"
                                + " requests off: run as root, in a container with --cap-add"
                                + " SYS_PTRACE")
                        .formatted(signal));
    }

    /// Whether another program, or the worker itself, has stopped it or traces it.
    boolean isStopped() {
        return isStopped;
    }

    /// What is in doubt, for an operator.
    String sentence() {
        return sentence;
    }
}
