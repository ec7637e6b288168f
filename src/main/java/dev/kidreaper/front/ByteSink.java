package dev.kidreaper.front;

import dev.kidreaper.linux.IoBuffer;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.StreamSocket;

/// Where a buffer's bytes go out.
interface ByteSink {
    /// As {@link StreamSocket#write}.
    int write(IoBuffer from, int at, int length) throws LinuxException;
}
