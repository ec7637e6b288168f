package dev.kidreaper.front.io;

import dev.kidreaper.linux.IoBuffer;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.StreamSocket;

/// Where a buffer's bytes go out.
public interface ByteSink {
    /// As {@link StreamSocket#write}.
    int write(IoBuffer from, int at, int length) throws LinuxException;
}
