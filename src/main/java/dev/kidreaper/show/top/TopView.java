package dev.kidreaper.show.top;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the operator has chosen to see.
///
/// @param pool its name; null: the only one there is
/// @param chosen the worker, or on the list of pools the pool, that is marked; null: none
/// @param filter what a worker's line must contain; empty: all are shown
/// @param mode what keys mean now
/// @param from how many lines of a text, or of the list of events, are scrolled away
/// @param note what is told below until the next key; empty: the keys
/// @param at the moment of the past that is looked at; null: the present
public record TopView(
        Page page,
        @Nullable String pool,
        @Nullable Chosen chosen,
        Sort sort,
        boolean backwards,
        String filter,
        Mode mode,
        int from,
        String note,
        @Nullable Instant at) {
    /// What fills the screen.
    public enum Page {
        POOLS,
        WORKERS,
        WORKER,
        WHY,
        WHAT_IF,

        EVENTS,
        HELP
    }

    /// What keys mean.
    public enum Mode {
        /// Commands.
        COMMANDS,
        /// The filter is being typed.
        FILTER,
        /// The answer to whether the chosen worker is to be recycled.
        RECYCLE
    }

    /// What is marked.
    ///
    /// @param slot of a worker; -1: not known, or a pool
    /// @param pid of a worker; 0: a pool
    /// @param name of a pool; empty: a worker
    public record Chosen(long pid, int slot, String name) {}

    /// By what workers are sorted.
    public enum Sort {
        SIZE('u', Comparator.comparingLong((TopWorker w) -> -w.bytes())),
        AGE('a', Comparator.comparingDouble((TopWorker w) -> -w.ageSeconds())),
        GROWTH('g', Comparator.comparingDouble((TopWorker w) -> -known(w.growth(), -1e300))),
        REACHES('t', Comparator.comparingDouble((TopWorker w) -> known(w.reaches(), 1e300))),
        SLOT('o', Comparator.comparingInt(TopWorker::slot)),
        PID('p', Comparator.comparingLong(TopWorker::pid));

        final char key;

        @SuppressWarnings("ImmutableEnumChecker") // Comparators of numbers have no state.
        private final Comparator<TopWorker> order;

        Sort(char key, Comparator<TopWorker> order) {
            this.key = key;
            this.order = order.thenComparingLong(TopWorker::pid);
        }

        private static double known(double number, double otherwise) {
            return Double.isNaN(number) ? otherwise : number;
        }
    }

    /// How it begins.
    ///
    /// @param pool null: the only one, or a list of all
    public static TopView of(@Nullable String pool) {
        return new TopView(
                Page.WORKERS, pool, null, Sort.SIZE, false, "", Mode.COMMANDS, 0, "", null);
    }

    TopView on(Page other) {
        return new TopView(other, pool, chosen, sort, backwards, filter, Mode.COMMANDS, 0, "", at);
    }

    TopView ofPool(@Nullable String name) {
        return new TopView(Page.WORKERS, name, null, sort, backwards, "", Mode.COMMANDS, 0, "", at);
    }

    TopView choosing(@Nullable Chosen what) {
        return new TopView(page, pool, what, sort, backwards, filter, mode, from, "", at);
    }

    TopView sorted(Sort by) {
        boolean turned = by == sort && !backwards;
        return new TopView(page, pool, chosen, by, turned, filter, mode, from, "", at);
    }

    TopView filtered(String text) {
        return new TopView(page, pool, chosen, sort, backwards, text, mode, 0, "", at);
    }

    TopView in(Mode other) {
        return new TopView(page, pool, chosen, sort, backwards, filter, other, from, "", at);
    }

    TopView scrolled(int lines) {
        return new TopView(
                page, pool, chosen, sort, backwards, filter, mode, Math.max(0, lines), "", at);
    }

    /// The same, with something told.
    public TopView telling(String sentence) {
        return new TopView(
                page, pool, chosen, sort, backwards, filter, Mode.COMMANDS, from, sentence, at);
    }

    /// The same at another moment.
    ///
    /// @param moment null: the present
    public TopView then(@Nullable Instant moment) {
        return new TopView(
                page, pool, chosen, sort, backwards, filter, Mode.COMMANDS, from, "", moment);
    }

    /// The page that is shown: with several pools and none chosen, the list of them.
    Page shown(TopStatus status) {
        return page == Page.HELP || page == Page.EVENTS || status.pool(pool).isPresent()
                ? page
                : Page.POOLS;
    }

    /// The pool's workers as they are listed.
    List<TopWorker> listed(TopPool of) {
        Comparator<TopWorker> order = backwards ? sort.order.reversed() : sort.order;
        return of.workers().stream()
                .filter(w -> filter.isEmpty() || matches(w))
                .sorted(order)
                .toList();
    }

    private boolean matches(TopWorker worker) {
        String line = worker.pid() + " " + worker.slot() + " " + worker.state();
        return line.contains(filter.toLowerCase(Locale.ROOT));
    }

    /// The worker that is marked: its replacement, once that has its place.
    public Optional<TopWorker> marked(TopPool of) {
        if (chosen == null || chosen.pid == 0) {
            return Optional.empty();
        }
        Optional<TopWorker> itself = of.worker(chosen.pid);
        return itself.isPresent() || chosen.slot < 0
                ? itself
                : of.workers().stream().filter(w -> w.slot() == chosen.slot).findFirst();
    }
}
