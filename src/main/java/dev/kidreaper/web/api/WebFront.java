package dev.kidreaper.web.api;

import dev.kidreaper.app.control.ControlQuestion;
import dev.kidreaper.app.control.DaemonView;
import dev.kidreaper.history.look.PastReadings;
import dev.kidreaper.metrics.MetricsText;
import dev.kidreaper.model.ListenAddress;
import dev.kidreaper.model.LogWord;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.Settings;
import dev.kidreaper.show.StatusJson;
import dev.kidreaper.web.HostCheck;
import dev.kidreaper.web.HttpDoor;
import dev.kidreaper.web.WrongInquiry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What the daemon shows of itself besides its answers to commands: page, API and metrics by HTTP,
/// and what other limits would mean.
public final class WebFront implements AutoCloseable {
    /// The command on the control socket: `what-if POOL [limits=A,B]`.
    public static final String WHAT_IF = "what-if";

    private final DaemonView view;
    private final PastReadings readings;
    private @Nullable HttpDoor door;
    private @Nullable ApiAnswers answers;

    /// @param settings whose history is looked at
    public WebFront(DaemonView view, Settings settings) {
        this.view = view;
        String file = settings.historyFile();
        this.readings = new PastReadings(file == null ? null : Path.of(file), view.history());
    }

    /// Listens, where that is wanted. The daemon goes on without, if that cannot be.
    ///
    /// @param log gets a line for the operator
    public void open(Settings settings, Consumer<String> log) {
        ListenAddress at = settings.webListen();
        if (at == null) {
            return;
        }
        var metrics = new MetricsText(view, settings.web().workerMetrics());
        var all = new ApiAnswers(view, readings, metrics);
        try {
            door = HttpDoor.open(at, new HostCheck(new HashSet<>(settings.web().names())), all);
            answers = all;
            log.accept("event=page listen=%s:%d".formatted(LogWord.of(at.host()), door.port()));
        } catch (IOException | UnresolvedAddressException e) {
            log.accept(
                    "event=no-page listen=%s why=%s"
                            .formatted(
                                    LogWord.of(at.toString()),
                                    LogWord.of(e + " (see [web] listen)")));
        }
    }

    /// Something has happened to a pool.
    public void happened() {
        if (answers != null) {
            answers.happened();
        }
    }

    /// The answer to `what-if`; there is no other command here.
    public String answer(ControlQuestion question) {
        return question.name().equals(WHAT_IF)
                ? whatIf(question)
                : StatusJson.problem("no such command");
    }

    private String whatIf(ControlQuestion question) {
        String name = question.words().isEmpty() ? "" : question.words().getFirst();
        Optional<PoolSnapshot> pool =
                view.pools().snapshots().stream().filter(p -> p.name().equals(name)).findFirst();
        if (pool.isEmpty()) {
            return StatusJson.problem("no pool is called '%s'".formatted(name));
        }
        var answer = new WhatIfAnswer(view, readings);
        String limits = question.values().get("limits");
        try {
            return question.json()
                    ? answer.json(pool.get(), limits)
                    : answer.words(pool.get(), limits);
        } catch (WrongInquiry e) {
            return StatusJson.problem(String.valueOf(e.getMessage()));
        } catch (UncheckedIOException e) {
            return StatusJson.problem(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        if (door != null) {
            door.close();
        }
    }
}
