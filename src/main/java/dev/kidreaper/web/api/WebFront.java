package dev.kidreaper.web.api;

import dev.kidreaper.app.control.ControlAnswers;
import dev.kidreaper.app.control.ControlQuestion;
import dev.kidreaper.app.control.DaemonView;
import dev.kidreaper.app.past.PastAnswer;
import dev.kidreaper.history.look.PastReadings;
import dev.kidreaper.metrics.MetricsText;
import dev.kidreaper.model.ListenAddress;
import dev.kidreaper.model.LogWord;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.Settings;
import dev.kidreaper.pool.late.Attempts;
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
    private volatile @Nullable ApiAnswers answers;
    private @Nullable Attempts attempts;
    private boolean closed;

    /// @param historyFile that is looked at; null: there is none
    public WebFront(DaemonView view, @Nullable String historyFile) {
        this.view = view;
        Path file = historyFile == null ? null : Path.of(historyFile);
        this.readings = new PastReadings(file, view.history());
    }

    /// Listens, where that is wanted. While that cannot be, the daemon goes on without, and it is
    /// tried again.
    ///
    /// @param log gets a line for the operator
    public void open(Settings settings, Consumer<String> log) {
        ListenAddress at = settings.webListen();
        if (at == null) {
            return;
        }
        var metrics = new MetricsText(view, settings.web().workerMetrics());
        var all = new ApiAnswers(view, readings, metrics);
        var hosts = new HostCheck(new HashSet<>(settings.web().names()));
        Attempts begun =
                Attempts.begin(
                        "open-page",
                        () -> open(at, hosts, all, log),
                        failure -> {
                            view.page("not open, and tried again: " + failure.why());
                            if (failure.isNews()) {
                                log.accept(
                                        "event=no-page listen=%s why=%s"
                                                .formatted(
                                                        LogWord.of(at.toString()),
                                                        LogWord.of(failure.why())));
                            }
                        });
        synchronized (this) {
            attempts = begun;
        }
        begun.awaitFirst();
    }

    private synchronized void open(
            ListenAddress at, HostCheck hosts, ApiAnswers all, Consumer<String> log)
            throws IOException {
        if (closed) {
            return;
        }
        try {
            HttpDoor opened = HttpDoor.open(at, hosts, all);
            door = opened;
            answers = all;
            String listens = new ListenAddress(at.host(), opened.port()).toString();
            log.accept("event=page listen=" + LogWord.of(listens));
            view.page("http://%s/".formatted(listens));
        } catch (IOException | UnresolvedAddressException e) {
            throw new IOException(e + " (see [web] listen)", e);
        }
    }

    /// Something has happened to a pool.
    public void happened() {
        ApiAnswers open = answers;
        if (open != null) {
            open.happened();
        }
    }

    /// The answer to `what-if` or `past`; there is no other command here.
    public String answer(ControlQuestion question) {
        return switch (question.name()) {
            case WHAT_IF -> whatIf(question);
            case PastAnswer.NAME -> past(question);
            default -> StatusJson.problem("no such command");
        };
    }

    private String past(ControlQuestion question) {
        String name = question.words().isEmpty() ? null : question.words().getFirst();
        return name == null || pool(name).isPresent()
                ? new PastAnswer(view, readings.file()).answer(question, name)
                : StatusJson.notFound(ControlAnswers.noPool(name, view.pools().snapshots()));
    }

    private Optional<PoolSnapshot> pool(String name) {
        return view.pools().snapshots().stream().filter(p -> p.name().equals(name)).findFirst();
    }

    private String whatIf(ControlQuestion question) {
        String name = question.words().isEmpty() ? "" : question.words().getFirst();
        Optional<PoolSnapshot> pool = pool(name);
        if (pool.isEmpty()) {
            return StatusJson.notFound(ControlAnswers.noPool(name, view.pools().snapshots()));
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
    public synchronized void close() {
        closed = true;
        if (attempts != null) {
            attempts.stop();
        }
        if (door != null) {
            door.close();
        }
    }
}
