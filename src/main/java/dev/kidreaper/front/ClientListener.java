package dev.kidreaper.front;

import dev.kidreaper.fcgi.MalformedRecord;
import org.jspecify.annotations.Nullable;

/// Is told what comes over the connections of web servers. For the front's thread.
interface ClientListener {
    /// Something of a request has come.
    ///
    /// @param begun the request, if the last of its head has come with that
    void onRead(ClientConnection from, @Nullable Request begun) throws MalformedRecord;

    /// The client does not want its request any more.
    void onAborted(ClientConnection client, Request request);

    /// The client does not speak FastCGI.
    void onMalformed(MalformedRecord what);

    /// A mistake of ours.
    void onBug(RuntimeException e);

    /// Whether no connection is to outlive its request.
    boolean isStopping();
}
