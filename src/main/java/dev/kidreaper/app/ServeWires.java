package dev.kidreaper.app;

import dev.kidreaper.front.BackendEndpoint;
import dev.kidreaper.front.Front;
import dev.kidreaper.front.Workers;
import dev.kidreaper.linux.Pidfd;
import dev.kidreaper.linux.SocketAddress;
import dev.kidreaper.linux.StreamSocket;
import dev.kidreaper.pool.Workforce;
import dev.kidreaper.pool.served.PoolReporter;
import dev.kidreaper.pool.served.Routing;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Carries what either says to the other.
final class ServeWires implements Routing, Workers {
    private final PoolReporter report;
    private @Nullable Front front;
    private @Nullable Workforce workforce;

    ServeWires(PoolReporter report) {
        this.report = report;
    }

    void connect(Front to, Workforce and) {
        front = to;
        workforce = and;
    }

    private Front front() {
        return java.util.Objects.requireNonNull(front);
    }

    private Workforce force() {
        return java.util.Objects.requireNonNull(workforce);
    }

    @Override
    public void join(int worker, SocketAddress at, StreamSocket listening, Pidfd process) {
        front().join(worker, new BackendEndpoint(at, listening, process, false));
    }

    @Override
    public void knock(int worker, SocketAddress at, boolean skipsEnd) {
        front().join(worker, new BackendEndpoint(at, null, null, skipsEnd));
    }

    @Override
    public void accepted(int worker, long inode) {
        front().accepted(worker, inode);
    }

    @Override
    public void knocking(int worker, long inode) {
        force().knocking(worker, inode);
    }

    @Override
    public void leave(int worker) {
        front().leave(worker);
    }

    @Override
    public void resume(int worker) {
        front().resume(worker);
    }

    @Override
    public void prefer(int worker) {
        front().prefer(worker);
    }

    @Override
    public void stop(Duration longest) {
        front().stop(longest);
    }

    @Override
    public void serving(int worker) {
        force().serving(worker);
    }

    @Override
    public Next served(int worker, String method, String path, long nanos) {
        return switch (force().served(worker, method, path, nanos)) {
            case SERVE -> Next.SERVE;
            case WAIT -> Next.WAIT;
            case LEAVE -> Next.LEAVE;
        };
    }

    @Override
    public boolean isCrowded() {
        return force().isCrowded();
    }

    @Override
    public void left(int worker) {
        force().left(worker);
    }

    @Override
    public void broken(int worker, String why) {
        force().broken(worker, why);
    }

    @Override
    public void stuck(int worker, String request, Duration after) {
        force().stuck(worker, request, after);
    }

    @Override
    public void parted(int worker, String request, Duration after) {
        force().parted(worker, request, after);
    }

    @Override
    public void exited(int worker) {
        force().exited(worker);
    }

    @Override
    public void waiting(int requests) {
        force().waiting(requests);
    }

    @Override
    public void say(String line) {
        report.say(line);
    }

    @Override
    public void stopped() {
        force().stopped();
    }
}
