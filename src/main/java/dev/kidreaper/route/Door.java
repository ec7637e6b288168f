package dev.kidreaper.route;

import dev.kidreaper.linux.Pidfd;
import dev.kidreaper.linux.SocketAddress;
import dev.kidreaper.linux.StreamSocket;

/// Where one worker takes connections that nobody else does.
///
/// @param address its private socket
/// @param listening our hold of the same socket, which tells whether a connection still waits there
/// @param process the worker
public record Door(SocketAddress address, StreamSocket listening, Pidfd process) {}
