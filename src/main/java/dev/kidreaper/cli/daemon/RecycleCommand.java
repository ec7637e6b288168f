package dev.kidreaper.cli.daemon;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.OperatorNote;
import dev.kidreaper.app.control.ControlQuestion;
import dev.kidreaper.show.FlatJson;
import dev.kidreaper.show.Screen;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kidreaper recycle`: has the daemon recycle workers now, whatever their size.
@Command(
        name = "recycle",
        description =
                "Tells the daemon to recycle a pool's workers, or one of them, as soon as the pace"
                        + " allows.",
        mixinStandardHelpOptions = true)
public final class RecycleCommand implements Callable<Integer> {
    private static final long LOOK_EVERY_MILLIS = 200;

    @Mixin private ControlOptions control = new ControlOptions();

    @Parameters(
            index = "0",
            paramLabel = "POOL[/PID]",
            description = "the pool, or one of its workers")
    private String target = "";

    @Option(
            names = "--wait",
            description = "wait until all of them are replaced; exit code 1 if one is not")
    private boolean wait;

    @Mixin private PermitReason permit = new PermitReason();

    @Option(names = "--json", description = "answer in JSON on standard output")
    private boolean json;

    @Override
    public Integer call() throws OperatorError {
        ControlOptions.Answer going =
                control.read(
                        ControlQuestion.of("recycle", PoolWord.of(target))
                                .with("without-permit", permit.said()));
        String later = going.parts().values().getOrDefault("later", "");
        if (wait) {
            if (!later.isEmpty()) {
                OperatorNote.say(later);
            }
            return end(awaitNone(going.parts().number("ticket")));
        }
        System.out.println(json ? going.text() : words(going.parts(), later));
        return ExitCode.DONE;
    }

    private static String words(FlatJson going, String later) {
        long workers = going.number("recycling");
        return "pool %s: %s%s"
                .formatted(
                        going.values().getOrDefault("pool", ""),
                        workers == 1
                                ? "1 worker will be recycled"
                                : workers + " workers will be recycled, as the pace allows",
                        later.isEmpty() ? "" : "; " + later);
    }

    private Screen screen() {
        return json ? Screen.on(System.err) : Screen.onTerminal();
    }

    /// The daemon's answer once none is left.
    private ControlOptions.Answer awaitNone(long ticket) throws OperatorError {
        ControlQuestion question = ControlQuestion.of("waiting").with("ticket", ticket);
        try (Screen screen = screen()) {
            var now = control.read(question);
            while (now.parts().number("left") > 0) {
                screen.live(
                        List.of(
                                "%d recycled, %d to go …"
                                        .formatted(
                                                now.parts().number("recycled"),
                                                now.parts().number("left"))));
                Thread.sleep(LOOK_EVERY_MILLIS);
                now = control.read(question);
            }
            return now;
        } catch (InterruptedException e) {
            throw new IllegalStateException("[BUG] nobody interrupts this thread", e);
        }
    }

    private int end(ControlOptions.Answer now) {
        List<String> failed = now.parts().lists().getOrDefault("failed", List.of());
        failed.forEach(OperatorNote::say);
        System.out.println(
                json
                        ? now.text()
                        : "%d recycled, %d failed"
                                .formatted(now.parts().number("recycled"), failed.size()));
        return failed.isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }
}
