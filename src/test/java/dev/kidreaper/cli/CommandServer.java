package dev.kidreaper.cli;

import dev.kidreaper.app.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.concurrent.atomic.AtomicInteger;

/// A process that runs one command line after the other, each as {@link Main} would, until its
/// standard input ends. The start of a JVM costs more than most commands.
///
/// It reads the number of words and each word; it answers with the exit code, and what was written
/// to standard output and standard error, each after its length.
public final class CommandServer {
    private CommandServer() {}

    /// Serves whoever holds the other ends of its standard input and standard output.
    public static void main(String[] none) throws IOException, InterruptedException {
        var in = new DataInputStream(System.in);
        var out = new DataOutputStream(System.out);
        try {
            while (true) {
                var words = new String[in.readInt()];
                for (int i = 0; i < words.length; i++) {
                    words[i] = in.readUTF();
                }
                answer(words, out);
            }
        } catch (EOFException e) {
            return; // There is nothing more to run.
        }
    }

    private static void answer(String[] words, DataOutputStream to)
            throws IOException, InterruptedException {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        System.setOut(printing(out, "stdout.encoding"));
        System.setErr(printing(err, "stderr.encoding"));
        var code = new AtomicInteger(ExitCode.FAILED); // As after an exception that nobody catches.
        // Not this thread: what a command leaves behind in its own thread ends with that.
        var command = Thread.ofPlatform().name("main").start(() -> code.set(Main.run(words)));
        command.join();
        System.out.flush();
        System.err.flush();
        to.writeInt(code.get());
        send(out, to);
        send(err, to);
        to.flush();
    }

    private static PrintStream printing(OutputStream to, String encoding) {
        return new PrintStream(to, true, Charset.forName(System.getProperty(encoding, "UTF-8")));
    }

    private static void send(ByteArrayOutputStream written, DataOutputStream to)
            throws IOException {
        to.writeInt(written.size());
        written.writeTo(to);
    }
}
