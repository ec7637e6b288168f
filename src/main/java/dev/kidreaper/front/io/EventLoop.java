package dev.kidreaper.front.io;

import dev.kidreaper.linux.Epoll;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.Pidfd;
import dev.kidreaper.linux.StreamSocket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Who is told of which events, and what the time is. For the front's thread.
public final class EventLoop implements AutoCloseable {
    /// Is told of events on a descriptor.
    public interface Ready {
        /// Something has changed.
        ///
        /// @param readable whether something can be read, if only the end
        /// @param writable whether bytes are taken again
        /// @param ends whether the other side sends no more than what can be read now
        /// @param hangsUp whether it takes no more either
        void ready(boolean readable, boolean writable, boolean ends, boolean hangsUp);
    }

    private final Epoll epoll;
    private final BufferPool bufferPool = new BufferPool();
    private final List<@Nullable Ready> told = new ArrayList<>();
    private final List<Integer> free = new ArrayList<>();
    private final List<Integer> freed = new ArrayList<>();
    private final ArrayDeque<Ready> again = new ArrayDeque<>();
    private final LongSupplier clock = this::now;
    private long now = System.nanoTime();

    public EventLoop() throws LinuxException {
        epoll = new Epoll();
    }

    public BufferPool bufferPool() {
        return bufferPool;
    }

    /// When the events in hand were learnt, as {@link System#nanoTime}.
    public long now() {
        return now;
    }

    /// As {@link #now}.
    LongSupplier clock() {
        return clock;
    }

    /// Waits for events and tells them.
    public void turn(int millis) throws LinuxException {
        int events = epoll.await(again.isEmpty() ? millis : 0);
        now = System.nanoTime();
        for (int i = 0; i < events; i++) {
            int token = epoll.token(i);
            Ready whose = token < 0 ? null : told.get(token);
            if (whose != null) {
                whose.ready(
                        epoll.isReadable(i),
                        epoll.isWritable(i),
                        epoll.isEnding(i),
                        epoll.isHungUp(i));
            }
        }
        for (int left = again.size(); left > 0; left--) {
            again.removeFirst().ready(false, false, false, false);
        }
        // A token is given again only when no event of this turn can mean its last owner.
        free.addAll(freed);
        freed.clear();
    }

    /// Tells it again in the next turn, when others were told.
    public void again(Ready ready) {
        again.add(ready);
    }

    /// Tells it of events on a connection.
    ///
    /// @return for {@link #forget}
    int watch(StreamSocket socket, Ready ready) throws LinuxException {
        int token = token(ready);
        epoll.addConnection(socket, token);
        return token;
    }

    /// Tells it also when the connection takes bytes again, or no longer. Asked for only when it
    /// takes none: the kernel would otherwise wake us each time that the other side has read
    /// something.
    void awaitRoom(StreamSocket socket, int token, boolean wanted) throws LinuxException {
        epoll.awaitRoom(socket, token, wanted);
    }

    /// Tells it of connections that wait.
    public int watchListening(StreamSocket socket, Ready ready) throws LinuxException {
        int token = token(ready);
        epoll.addListening(socket, token);
        return token;
    }

    /// Runs something when a process has ended.
    public void atEnd(Pidfd process, Runnable then) throws LinuxException {
        var token = new int[1];
        token[0] =
                token((readable, writable, ends, hangsUp) -> {
                    epoll.remove(process);
                    forget(token[0]);
                    then.run();
                });
        epoll.addProcess(process, token[0]);
    }

    private int token(Ready ready) {
        if (free.isEmpty()) {
            told.add(ready);
            return told.size() - 1;
        }
        int token = free.removeLast();
        told.set(token, ready);
        return token;
    }

    /// Tells it of no more. To be called before the socket is closed: a child that is just being
    /// started has a copy of it until it runs its program, and for as long the kernel would go on
    /// to tell of it, to the token's next owner.
    public void forget(int token, StreamSocket socket) {
        epoll.remove(socket);
        forget(token);
    }

    private void forget(int token) {
        told.set(token, null);
        freed.add(token);
    }

    /// Ends the wait. For any thread.
    public void wake() {
        epoll.wake();
    }

    @Override
    public void close() {
        epoll.close();
        bufferPool.close();
    }
}
