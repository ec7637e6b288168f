package dev.kidreaper.show.top;

import static java.time.temporal.ChronoUnit.MINUTES;

import dev.kidreaper.show.top.TopView.Mode;
import dev.kidreaper.show.top.TopView.Page;
import dev.kidreaper.show.top.TopView.Sort;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What a key does: a pure function of what is shown.
public final class TopKeys {
    private static final int PAGE = 10;
    private static final int LONGEST_FILTER = 40;

    private TopKeys() {}

    /// What is to be done outside of the view.
    public sealed interface Wish {
        /// Nothing.
        record Nothing() implements Wish {}

        /// The end.
        record Quit() implements Wish {}

        /// The screen is to be drawn anew.
        record Redraw() implements Wish {}

        /// A worker is to be recycled: the operator has said yes.
        record Recycle(String pool, long pid) implements Wish {}
    }

    /// What came of a key.
    public record Pressed(TopView view, Wish wish) {}

    private static final Wish NOTHING = new Wish.Nothing();

    /// Presses a key.
    public static Pressed press(TopView view, TopStatus status, TopKey key) {
        return switch (view.mode()) {
            case FILTER -> new Pressed(filter(view, key), NOTHING);
            case RECYCLE -> recycle(view, status, key);
            case COMMANDS -> command(view.telling(""), status, key);
        };
    }

    private static TopView filter(TopView view, TopKey key) {
        String text = view.filter();
        return switch (key.name()) {
            case ENTER -> view.in(Mode.COMMANDS);
            case ESCAPE -> view.filtered("").in(Mode.COMMANDS);
            case BACKSPACE ->
                    view.filtered(
                            text.isEmpty()
                                    ? ""
                                    : text.substring(
                                            0, text.offsetByCodePoints(text.length(), -1)));
            case CHARACTER ->
                    text.length() >= LONGEST_FILTER
                            ? view
                            : view.filtered(text + Character.toString(key.character()));
            case UP, DOWN, LEFT, RIGHT, PAGE_UP, PAGE_DOWN, HOME, END, TAB, REDRAW, UNKNOWN -> view;
        };
    }

    private static Pressed recycle(TopView view, TopStatus status, TopKey key) {
        Optional<TopPool> pool = status.pool(view.pool());
        Optional<TopWorker> worker = pool.flatMap(view::marked);
        if (!(key.is('y') || key.is('Y')) || worker.isEmpty()) {
            return new Pressed(view.telling("nobody was asked"), NOTHING);
        }
        return new Pressed(
                view.in(Mode.COMMANDS),
                new Wish.Recycle(pool.orElseThrow().name(), worker.get().pid()));
    }

    private static Pressed command(TopView view, TopStatus status, TopKey key) {
        if (key.is('q')) {
            return new Pressed(view, new Wish.Quit());
        }
        if (key.is(TopKey.Name.REDRAW)) {
            return new Pressed(view, new Wish.Redraw());
        }
        return new Pressed(moved(view, status, key), NOTHING);
    }

    private static TopView moved(TopView view, TopStatus status, TopKey key) {
        return switch (key.name()) {
            case UP -> step(view, status, -1);
            case DOWN -> step(view, status, 1);
            case PAGE_UP -> step(view, status, -PAGE);
            case PAGE_DOWN -> step(view, status, PAGE);
            case HOME -> step(view, status, -1_000_000);
            case END -> step(view, status, 1_000_000);
            case ENTER -> open(view, status);
            case ESCAPE, BACKSPACE -> back(view, status);
            case TAB -> nextPool(view, status);
            case CHARACTER -> letter(view, status, (char) key.character());
            case LEFT -> travel(view, status, Duration.ofMinutes(-1));
            case RIGHT -> travel(view, status, Duration.ofMinutes(1));
            case REDRAW, UNKNOWN -> view;
        };
    }

    /// Another moment, a whole minute; from the present on there is only the present.
    private static TopView travel(TopView view, TopStatus status, Duration by) {
        Instant now = status.past() == null ? status.at() : status.past().now();
        if (now.equals(Instant.EPOCH)) {
            return view; // Nothing is known yet.
        }
        Instant to = (view.at() == null ? now : view.at()).plus(by).truncatedTo(MINUTES);
        return view.then(to.isBefore(now.truncatedTo(MINUTES)) ? to : null);
    }

    private static TopView toEvent(TopView view, TopStatus status, boolean forth) {
        TopStatus.Past past = status.past();
        if (past == null) {
            List<TopEvent> all = status.events();
            return forth || all.isEmpty()
                    ? view.telling("nothing is later than now")
                    : view.then(all.getLast().at());
        }
        Instant to = forth ? past.later() : past.earlier();
        return to == null
                ? view.telling(
                        forth
                                ? "nothing has happened since"
                                : "nothing happened in the week before")
                : view.then(to);
    }

    private static TopView letter(TopView view, TopStatus status, char letter) {
        Optional<TopPool> pool = status.pool(view.pool());
        Optional<Sort> sort = Arrays.stream(Sort.values()).filter(s -> s.key == letter).findAny();
        if (sort.isPresent()) {
            return view.sorted(sort.get());
        }
        return switch (letter) {
            case 's' -> view.sorted(next(view.sort()));
            case '?', 'h' -> view.on(view.page() == Page.HELP ? Page.WORKERS : Page.HELP);
            case 'e' -> view.on(view.page() == Page.EVENTS ? Page.WORKERS : Page.EVENTS);
            case 'y' -> pool.isEmpty() ? view.telling("choose a pool first") : view.on(Page.WHY);
            case 'w' ->
                    pool.isEmpty() ? view.telling("choose a pool first") : view.on(Page.WHAT_IF);
            case '/' -> view.on(Page.WORKERS).in(Mode.FILTER);
            case 'k' -> step(view, status, -1);
            case 'j' -> step(view, status, 1);
            case '<' -> travel(view, status, Duration.ofHours(-1));
            case '>' -> travel(view, status, Duration.ofHours(1));
            case 'n', 'N' -> toEvent(view, status, letter == 'n');
            case 'l' -> view.then(null);
            case 'r' -> recycleOf(view, pool);
            default -> view;
        };
    }

    private static TopView recycleOf(TopView view, Optional<TopPool> pool) {
        if (view.at() != null) {
            return view.telling("this is the past: l leads back to now");
        }
        return pool.flatMap(view::marked).isEmpty()
                ? view.telling("choose a worker first, with the arrow keys")
                : view.in(Mode.RECYCLE);
    }

    private static Sort next(Sort sort) {
        List<Sort> all = List.of(Sort.values());
        return all.get((all.indexOf(sort) + 1) % all.size());
    }

    private static TopView step(TopView view, TopStatus status, int by) {
        return switch (view.shown(status)) {
            case HELP, EVENTS, WHY, WHAT_IF ->
                    view.scrolled(Math.clamp((long) view.from() + by, 0, 1_000_000));
            case POOLS -> {
                List<String> names = status.pools().stream().map(TopPool::name).toList();
                String chosen = view.chosen() == null ? "" : view.chosen().name();
                int to = index(names.indexOf(chosen), by, names.size());
                yield names.isEmpty()
                        ? view
                        : view.choosing(new TopView.Chosen(0, -1, names.get(to)));
            }
            case WORKERS, WORKER ->
                    status.pool(view.pool()).map(p -> step(view, p, by)).orElse(view);
        };
    }

    private static TopView step(TopView view, TopPool pool, int by) {
        List<TopWorker> listed = view.listed(pool);
        if (listed.isEmpty()) {
            return view;
        }
        int from = view.marked(pool).map(listed::indexOf).orElse(-1);
        TopWorker to = listed.get(index(from, by, listed.size()));
        return view.choosing(new TopView.Chosen(to.pid(), to.slot(), ""));
    }

    private static int index(int from, int by, int size) {
        return from < 0 && by > 0
                ? Math.clamp(by - 1L, 0, Math.max(0, size - 1))
                : Math.clamp((long) from + by, 0, Math.max(0, size - 1));
    }

    private static TopView open(TopView view, TopStatus status) {
        if (view.shown(status) == Page.POOLS) {
            return view.chosen() == null || view.chosen().name().isEmpty()
                    ? view.telling("choose a pool first, with the arrow keys")
                    : view.ofPool(view.chosen().name());
        }
        return status.pool(view.pool()).flatMap(view::marked).isEmpty()
                ? view.telling("choose a worker first, with the arrow keys")
                : view.on(Page.WORKER);
    }

    private static TopView back(TopView view, TopStatus status) {
        if (view.page() != Page.WORKERS) {
            return view.on(Page.WORKERS);
        }
        if (!view.filter().isEmpty()) {
            return view.filtered("");
        }
        return status.pools().size() > 1 && view.pool() != null
                ? view.ofPool(null).choosing(new TopView.Chosen(0, -1, view.pool()))
                : view.choosing(null);
    }

    private static TopView nextPool(TopView view, TopStatus status) {
        List<String> names = status.pools().stream().map(TopPool::name).toList();
        return names.size() < 2
                ? view
                : view.ofPool(names.get((names.indexOf(view.pool()) + 1) % names.size()));
    }
}
