package dev.kidreaper.front;

/// Is told what a web server's records ask for at once. For the front's thread.
interface RequestSink {
    /// The client does not want the answer any more.
    void aborted();

    /// Something to answer at once, between two records.
    void reply(byte[] record);
}
