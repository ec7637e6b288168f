package dev.kidreaper.observe;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The kernel's files and folders, of which no more is read than a bound allows: much of what is in
/// them is written by the process that they are about. For any thread.
final class BoundedFiles {
    /// More than most of the files hold.
    private static final int FIRST_BYTES = 4096;

    /// A larger buffer is not kept for the next file.
    private static final int MOST_KEPT_BYTES = 1 << 16;

    private static final ThreadLocal<byte[]> BUFFERS =
            ThreadLocal.withInitial(() -> new byte[FIRST_BYTES]);

    private BoundedFiles() {}

    /// The whole text.
    ///
    /// @throws IOException also if it is longer than that many bytes
    static String whole(String path, int most) throws IOException {
        String text = head(path, most + 1);
        if (text.length() > most) {
            throw new IOException("longer than " + most + " bytes: " + path);
        }
        return text;
    }

    /// The beginning of the text, up to that many bytes.
    static String head(String path, int most) throws IOException {
        try (var in = new FileInputStream(path)) {
            byte[] buffer = BUFFERS.get();
            int length = 0;
            while (length < most) {
                if (length == buffer.length) {
                    buffer = larger(buffer);
                }
                int room = Math.min(buffer.length, most) - length;
                int more = in.read(buffer, length, room);
                if (more < 0) {
                    break;
                }
                length += more;
            }
            return new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
        }
    }

    /// The names in a folder, up to that many, in no order.
    static List<String> names(String folder, int most) throws IOException {
        var names = new ArrayList<String>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of(folder))) {
            for (Path entry : entries) {
                if (names.size() == most) {
                    break;
                }
                names.add(entry.toString().substring(folder.length() + 1));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    /// How many folders are in a folder, by its number of links; -1 if that cannot be read.
    static int folders(String folder) {
        try {
            return (Integer) Files.getAttribute(Path.of(folder), "unix:nlink") - 2;
        } catch (IOException e) {
            return -1;
        }
    }

    private static byte[] larger(byte[] buffer) {
        byte[] larger = Arrays.copyOf(buffer, buffer.length * 4);
        if (larger.length <= MOST_KEPT_BYTES) {
            BUFFERS.set(larger);
        }
        return larger;
    }
}
