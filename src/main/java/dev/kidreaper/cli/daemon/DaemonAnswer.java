package dev.kidreaper.cli.daemon;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.control.ControlQuestion;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The daemon's answer to one question, shown as it comes: in words, or in JSON.
final class DaemonAnswer {
    @Mixin private ControlOptions control = new ControlOptions();

    @Option(names = "--json", description = "answer in JSON on standard output")
    private boolean json;

    /// One for the parser to fill in.
    DaemonAnswer() {}

    DaemonAnswer(ControlOptions control, boolean json) {
        this.control = control;
        this.json = json;
    }

    /// Asks, and shows the answer.
    ///
    /// @return the command's exit code
    /// @throws OperatorError with the daemon's own sentence if it could not do what was asked
    int show(ControlQuestion question) throws OperatorError {
        return show(question, answer -> answer);
    }

    /// As above.
    ///
    /// @param painted gives an answer in words its colours
    int show(ControlQuestion question, UnaryOperator<String> painted) throws OperatorError {
        String answer = control.ask(question.inJson(json));
        System.out.println(json ? answer : painted.apply(answer));
        return ExitCode.DONE;
    }
}
