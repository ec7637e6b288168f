package dev.kidreaper.cli.daemon;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.control.ControlQuestion;
import dev.kidreaper.config.Amounts;
import dev.kidreaper.web.api.WebFront;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kidreaper what-if`: what another limit would mean for a pool.
@Command(
        name = "what-if",
        description =
                "Says what other limits would mean for a pool, from the lives of its workers in the"
                        + " daemon's history: how long a worker would live, recycles a day, what"
                        + " the pool would weigh. Suggests the smallest limit that makes sense.",
        mixinStandardHelpOptions = true)
public final class WhatIfCommand implements Callable<Integer> {
    @Mixin private DaemonAnswer answer = new DaemonAnswer();

    @Parameters(index = "0", paramLabel = "POOL", description = "the pool")
    private String pool = "";

    @Option(
            names = "--limits",
            paramLabel = "SIZE,SIZE",
            description = "these limits (default: some around the one that holds)")
    private @Nullable String limits;

    @Override
    public Integer call() throws OperatorError {
        check();
        return answer.show(
                ControlQuestion.of(WebFront.WHAT_IF, PoolWord.of(pool)).with("limits", limits));
    }

    private void check() throws OperatorError {
        try {
            for (String one : limits == null ? new String[0] : limits.split(",", -1)) {
                Amounts.size(one.strip());
            }
        } catch (IllegalArgumentException e) {
            throw new OperatorError(ExitCode.USAGE, "--limits: " + e.getMessage());
        }
    }
}
