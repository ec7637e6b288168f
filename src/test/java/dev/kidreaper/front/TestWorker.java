package dev.kidreaper.front;

import static java.util.Objects.requireNonNull;

import dev.kidreaper.fcgi.MalformedRecord;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.StreamSocket;

/// A worker with a socket of its own, which takes another connection when one waits, as after it
/// has lost one.
final class TestWorker implements AutoCloseable {
    private final StreamSocket listening;
    private TestPeer peer;

    TestWorker(StreamSocket listening) throws LinuxException {
        this.listening = listening;
        this.peer = new TestPeer(requireNonNull(listening.accept()));
    }

    /// The connection that it has now.
    TestPeer peer() {
        return peer;
    }

    /// What it has been sent; it must have taken that before it answers.
    String got() throws LinuxException, MalformedRecord {
        StreamSocket next = listening.accept();
        if (next != null) {
            peer.close();
            peer = new TestPeer(next);
        }
        return peer.got();
    }

    void answer(String text) throws LinuxException {
        peer.answer(text);
    }

    @Override
    public void close() {
        peer.close();
    }
}
