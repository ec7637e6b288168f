package dev.kidreaper.front;

import dev.kidreaper.fcgi.MalformedRecord;
import dev.kidreaper.front.io.ClientSocket;
import dev.kidreaper.linux.IoBuffer;
import dev.kidreaper.linux.LinuxException;
import org.jspecify.annotations.Nullable;

/// The reading half of a web server's connection. For the front's thread.
final class ClientInput {
    /// Is told what a web server's records ask for at once. For the front's thread.
    interface Sink {
        /// The client does not want the answer any more.
        void aborted();

        /// Something to answer at once, between two records.
        void reply(byte[] record);

        /// Whether there is room for more of that; if not, no more is looked at until there is.
        boolean takesReplies();
    }

    /// What a read has brought.
    enum Got {
        NOTHING,
        SOMETHING,
        END
    }

    private final ClientSocket socket;
    private final RequestReader reader;
    private final Sink sink;
    private boolean heldUp;

    ClientInput(ClientSocket socket, RequestReader reader, Sink sink) {
        this.socket = socket;
        this.reader = reader;
        this.sink = sink;
    }

    /// Reads what there is room for. Who does not read our replies is not read from.
    ///
    /// @param taken what goes on at the worker that has the request; null while none has
    Got read(@Nullable Exchange taken) throws MalformedRecord, LinuxException {
        if (!sink.takesReplies() || !(heldUp || socket.mayRead())) {
            return Got.NOTHING;
        }
        if (heldUp) {
            scan();
            return Got.SOMETHING;
        }
        if (taken != null) {
            taken.makeRoom();
        }
        IoBuffer room = reader.room(taken != null);
        int got = room == null ? 0 : socket.read(room);
        if (got > 0) {
            scan();
        }
        return got > 0 ? Got.SOMETHING : got < 0 ? Got.END : Got.NOTHING;
    }

    private void scan() throws MalformedRecord, LinuxException {
        reader.scan();
        heldUp = !sink.takesReplies();
        Request now = reader.request();
        if (now == null || !now.isComplete()) {
            socket.takeRead();
        }
        boolean amid = reader.isAmidHead() || reader.isAmidRecord();
        socket.idleTime().came(now != null && now.headComplete, amid);
    }
}
