package dev.kidreaper.cli;

import dev.kidreaper.app.OperatorError;
import dev.kidreaper.demo.DemoPool;
import dev.kidreaper.demo.DemoRun;
import dev.kidreaper.show.Screen;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `kidreaper demo`: shows everything on a pool of its own.
@Command(
        name = "demo",
        description = {
            "Shows all of it on a leaking pool of its own, in less than a minute.",
            "It puts a small FastCGI pool under load, recycles its workers as they grow, and"
                    + " counts the requests that were cut off. It says why the workers grew: by"
                    + " which route, and how much by copy-on-write. It needs perl, and leaves"
                    + " nothing behind."
        },
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    /// The exit code that a shell reports for a program that Ctrl-C ended.
    private static final int INTERRUPTED = 130;

    @Option(
            names = "--json",
            description = "answer in JSON on standard output; words go to standard error")
    private boolean json;

    private volatile boolean interrupted;

    private Screen screen() {
        return json ? Screen.on(System.err) : Screen.onTerminal();
    }

    @Override
    public Integer call() throws OperatorError {
        try (var pool = DemoPool.start();
                var screen = screen()) {
            Runnable end =
                    () -> {
                        interrupted = true;
                        pool.end();
                    };
            Runtime.getRuntime().addShutdownHook(new Thread(end, "demo-end"));
            return new DemoRun(pool, screen, json).run();
        } catch (OperatorError e) {
            if (interrupted) {
                return INTERRUPTED; // The pool ended because we did.
            }
            throw e;
        }
    }
}
