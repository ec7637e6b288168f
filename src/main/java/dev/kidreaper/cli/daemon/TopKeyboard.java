package dev.kidreaper.cli.daemon;

import dev.kidreaper.show.top.TopKey;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// The keys that are pressed on a terminal in raw mode. One thread takes them.
/*
 * JLine's own reader asks ten times a second whether there is a key. That took an eighth of all
 * processor time of `top`.
 */
final class TopKeyboard {
    private static final int REST_OF_KEY_MILLIS = 30;

    /// So much typed ahead, or pasted, is taken before it is obeyed.
    private static final int MOST_AHEAD = 256;

    /// What has come: keys, or nothing but that something is to be drawn.
    ///
    /// @param keys as they were read, so that one of several characters stays one
    /// @param isLast whether the terminal has gone
    private record Input(String keys, boolean isLast) {
        static final Input LAST = new Input("", true);
        static final Input WAKE = new Input("", false);
    }

    private final Charset encoding;
    private final BlockingQueue<Input> input = new ArrayBlockingQueue<>(MOST_AHEAD);
    private final StringBuilder ahead = new StringBuilder();
    private boolean gone;

    /// @param encoding of its characters
    TopKeyboard(Charset encoding) {
        this.encoding = encoding;
    }

    /// Begins to read.
    void start() {
        Thread.ofPlatform().daemon().name("top-keys").start(this::read);
    }

    private void read() {
        var keys = new InputStreamReader(System.in, encoding);
        try {
            Input next;
            do {
                next = next(keys);
                input.put(next);
            } while (!next.isLast);
        } catch (InterruptedException e) {
            return; // Nobody interrupts it.
        }
    }

    private static Input next(InputStreamReader keys) {
        var some = new char[64];
        try {
            int came = keys.read(some);
            return came < 0 ? Input.LAST : new Input(new String(some, 0, came), false);
        } catch (IOException e) {
            return Input.LAST;
        }
    }

    /// Has {@link #key} return. Called on any thread.
    void wake() {
        var _ = input.offer(Input.WAKE); // Where it is full, key returns anyway.
    }

    /// Waits for the next key; empty when it was woken.
    Optional<TopKey> key() {
        try {
            if (ahead.isEmpty() && !gone) {
                take(input.take());
            }
            if (gone) {
                return Optional.of(TopKey.of("q"));
            }
            if (ahead.isEmpty()) {
                return Optional.empty();
            }
            var sent = new StringBuilder().append(next());
            if (sent.charAt(0) == 27) {
                rest(sent);
            } else if (Character.isHighSurrogate(sent.charAt(0)) && isMore()) {
                sent.append(next());
            }
            return Optional.of(TopKey.of(sent.toString()));
        } catch (InterruptedException e) {
            return Optional.of(TopKey.of("q"));
        }
    }

    /// What follows an escape, up to the character that ends it. What follows the key Esc is a key
    /// of its own.
    private void rest(StringBuilder sent) throws InterruptedException {
        if (!isMore() || (ahead.charAt(0) != '[' && ahead.charAt(0) != 'O')) {
            return;
        }
        sent.append(next());
        while (sent.length() < 12 && isMore()) {
            char next = next();
            sent.append(next);
            if (next >= '@' && next <= '~') {
                return;
            }
        }
    }

    private char next() {
        char next = ahead.charAt(0);
        ahead.deleteCharAt(0);
        return next;
    }

    /// Whether more comes of a key of several characters.
    private boolean isMore() throws InterruptedException {
        while (ahead.isEmpty() && !gone) {
            Input more = input.poll(REST_OF_KEY_MILLIS, TimeUnit.MILLISECONDS);
            if (more == null) {
                return false;
            }
            take(more);
        }
        return !ahead.isEmpty();
    }

    private void take(Input some) {
        ahead.append(some.keys);
        gone |= some.isLast;
    }
}
