package dev.kidreaper.cli;

import dev.kidreaper.show.Screen;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `kidreaper demo`: the whole story on a pool of its own.
@Command(
        name = "demo",
        description =
                "Starts a small FastCGI pool with a leak in it, puts it under load, recycles its"
                        + " workers as they grow, and counts the requests that were cut off. Takes"
                        + " half a minute, needs perl, leaves nothing behind.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    /// What a shell reports of a program that Ctrl-C ended.
    private static final int INTERRUPTED = 130;

    private volatile boolean interrupted;

    @Override
    public Integer call() throws Problem {
        try (var pool = DemoPool.start();
                var screen = Screen.onTerminal()) {
            Runnable end =
                    () -> {
                        interrupted = true;
                        pool.end();
                    };
            Runtime.getRuntime().addShutdownHook(new Thread(end, "demo-end"));
            return new DemoRun(pool, screen).run();
        } catch (Problem e) {
            if (interrupted) {
                return INTERRUPTED; // The pool went because we did.
            }
            throw e;
        }
    }
}
